import { useTexts } from "../../core/language";
import type { RecordView } from "../../generated/api";
import { useFormPage } from "../form-page";

const TEXTS: ReadonlySet<string> = new Set(["text", "serial_number", "email", "phone", "long_text"]);

/** Returns what records of a form are called: by the first texts that they have. */
export function useNames(app: string, form: string): (record: RecordView) => string {
  const { t } = useTexts();
  const page = useFormPage(app, form);
  const names = (page.data?.page.form.fields ?? []).filter((one) => TEXTS.has(one.kind)).map((one) => one.name);
  return (record) => {
    const said = names.map((one) => record.values[one]).filter((one) => typeof one === "string" && one !== "");
    return said.slice(0, 2).join(" · ") || t("records.untitled");
  };
}

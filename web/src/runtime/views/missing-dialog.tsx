import { useTexts } from "../../core/language";
import type { JsonObject } from "../../fields/field-type";
import type { LoadedForm } from "../form-page";
import { type Changes, fillable } from "./changes";
import { FieldsDialog } from "./fields-dialog";

/** Asks for what a record lacks before it may move on, and then moves it. */
export function MissingDialog({ changes, form }: { changes: Changes; form: LoadedForm }) {
  const { say, t } = useTexts();
  const { missing } = changes;
  if (missing === null) return null;
  const { error, record, title, values } = missing;
  const names = fillable(error, form, values);
  const fields = names.flatMap((name) => form.logic.top.shapes.get(name) ?? []);
  const stored = record.values as JsonObject;
  return (
    <FieldsDialog
      // What is asked for in the second attempt may be something else.
      key={`${record.id} ${names.join(" ")}`}
      required
      action={t("views.save")}
      fields={fields}
      hint={t("views.missingHint", { title })}
      lines={error.diagnostics.map((one) => say(one.message))}
      record={stored}
      title={t("views.missing")}
      values={Object.fromEntries(names.map((name) => [name, stored[name] ?? null]))}
      onCancel={changes.forget}
      onSave={async (entered) => {
        await changes.change(record, { ...values, ...entered }, title);
      }}
    />
  );
}

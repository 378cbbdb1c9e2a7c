import { Drawer } from "antd";
import { useMemo } from "react";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { Json } from "../../fields/field-type";
import { SourcesContext, useSources } from "../../fields/sources";
import type { RecordView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { type LoadedForm, useFormPage } from "../form-page";
import { may } from "../menu";
import { RecordForm } from "../pages/record-form";
import { serverSources } from "../server-sources";
import { usePlace } from "../session";
import { RelatedContext } from "./items/related";
import { Apart } from "./layers";
import { typeOf } from "./store";

/** A new record of another form, made on the way in a drawer. */
export function QuickCreate({
  target,
  title,
  onCreated,
  onClose,
}: {
  target: string;
  /** What was looked for and not found: the new record begins with it. */
  title: string;
  onCreated: (made: { readonly id: string; readonly title: string }) => void;
  onClose: () => void;
}) {
  const { language, say, t } = useTexts();
  const { apps } = usePlace();
  const { app = "", titles } = useSources();
  const narrow = useMedia("(max-width: 640px)");
  const menu = apps.find((one) => one.name === app);
  const loaded = useFormPage(app, target);
  const form = loaded.data;
  const sources = useMemo(() => (form === undefined ? null : serverSources(form.page, titles)), [form, titles]);
  const entered = useMemo(() => beginningOf(form, title), [form, title]);
  const label = form === undefined ? "" : say(form.page.form.label);
  return (
    <Drawer open size={narrow ? "100%" : 720} title={t("filling.createNew", { name: label })} onClose={onClose}>
      <Apart>
        {loaded.error !== null ? (
          <Failure error={loaded.error} onRetry={() => void loaded.refetch()} />
        ) : form === undefined || menu === undefined || sources === null ? (
          <Waiting />
        ) : (
          <SourcesContext.Provider value={sources}>
            <RelatedContext.Provider value={null}>
              <RecordForm
                inside
                editable={may(menu, target, "create")}
                entered={entered}
                form={form}
                menu={menu}
                record={null}
                title={label}
                onSaved={(made) => onCreated({ id: made.id, title: titleOf(form, made, language) })}
              />
            </RelatedContext.Provider>
          </SourcesContext.Provider>
        )}
      </Apart>
    </Drawer>
  );
}

function beginningOf(form: LoadedForm | undefined, title: string) {
  const name = form?.page.form.title ?? "";
  const field = form?.logic.top.shapes.get(name);
  return title.trim() === "" || field?.kind !== "text" ? {} : { [name]: title.trim() };
}

function titleOf(form: LoadedForm, made: RecordView, language: "en" | "zh-CN"): string {
  const shapes = form.logic.top.shapes;
  const field = shapes.get(form.page.form.title ?? "") ?? [...shapes.values()].find((one) => one.kind === "text");
  const value = field === undefined ? null : ((made.values[field.name] ?? null) as Json);
  return field === undefined || value === null ? `${made.id.slice(0, 8)}…` : typeOf(field).text(value, field, language);
}

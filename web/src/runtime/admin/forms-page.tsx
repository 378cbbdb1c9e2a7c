import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Drawer, Input, Select } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { AnyField } from "../../generated/forms";
import { PALETTE } from "../../generated/palette";
import type { Form } from "../../generated/specs";
import { FieldSettings } from "../../properties/field-settings";
import { Mark } from "../../ui/mark";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import type { AppDocument } from "./app-document";
import type { AppDraft } from "./app-draft";
import { DraftPage, type Work } from "./draft-page";
import { FieldPalette } from "./field-palette";
import { type Fields, freshField, withChanged, withField, withoutField } from "./form-fields";
import { Labelled } from "./labelled";
import { usePublishedApp } from "./published-app";
import "./forms.css";

const NAME = /^[a-z][a-z0-9_]{0,47}$/;

/** The fields of the forms of an app: `#/admin/forms/<app>/<form>`. */
export function FormsPage({ path }: PlaceProps) {
  const { t } = useTexts();
  return (
    <DraftPage hint={t("settings.hint")} path={path} place="forms" title={t("settings.title")}>
      {(work) => <Forms {...work} />}
    </DraftPage>
  );
}

function Forms({ app, choice, draft, wanted, show }: Work) {
  const { say, t } = useTexts();
  const forms = Object.values(draft.document.forms ?? {});
  const form = forms.find(({ name }) => name === wanted) ?? forms[0];
  return (
    <>
      <div className="list-tools">
        {choice}
        {form === undefined ? null : (
          <Select<string>
            aria-label={t("settings.form")}
            className="list-filter"
            options={forms.map((each) => ({ label: say(each.label), value: each.name }))}
            showSearch={{ optionFilterProp: "label" }}
            value={form.name}
            onChange={show}
          />
        )}
      </div>
      {form === undefined ? (
        <Nothing hint={t("settings.noFormsHint")} title={t("settings.noForms")} />
      ) : (
        <OneForm key={form.name} app={app} draft={draft} form={form} />
      )}
    </>
  );
}

function OneForm({ app, draft, form }: { app: string; draft: AppDraft; form: Form }) {
  const { say, t } = useTexts();
  const { modal } = App.useApp();
  const narrow = useMedia("(max-width: 900px)");
  const before = usePublishedApp(app, draft.base);
  // What is published stays for the records that have it.
  const published = before === null ? null : new Set((before.forms?.[form.name]?.fields ?? []).map((one) => one.name));
  const [chosen, choose] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const fields = (form.fields ?? []) as readonly AnyField[];
  const field = fields.find((one) => one.name === chosen);
  const put = (next: Form) =>
    draft.change({ ...draft.document, forms: { ...draft.document.forms, [form.name]: next } });
  const move = (at: number, by: number) => {
    const next = [...fields];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(at + by, 0, moved);
    put({ ...form, fields: next as Fields });
  };
  const remove = (one: AnyField) =>
    modal.confirm({
      content: t("settings.removeHint"),
      okButtonProps: { danger: true },
      okText: t("settings.remove"),
      onOk: () => put(withoutField(form, one.name)),
      title: t("settings.removeSure", { name: say(one.label) }),
    });
  const panel =
    field === undefined ? null : (
      <FieldPanel
        key={field.name}
        document={draft.document}
        field={field}
        fixed={published === null || published.has(field.name)}
        taken={new Set(fields.map((one) => one.name))}
        onChange={(next) => {
          put(withChanged(form, field.name, next));
          choose(next.name);
        }}
      />
    );
  return (
    <div className="form-fields">
      <section aria-label={t("settings.fields")} className="pane">
        {fields.length === 0 ? <Nothing hint={t("settings.noneHint")} title={t("settings.none")} /> : null}
        <ul className="field-lines">
          {fields.map((one, at) => (
            <li key={one.name} className={one.name === chosen ? "field-line chosen" : "field-line"}>
              <button
                type="button"
                aria-pressed={one.name === chosen}
                className="field-choice"
                onClick={() => choose(one.name)}
              >
                <span>{say(one.label) || one.name}</span>
                <span className="quiet">
                  {say(PALETTE[one.kind].label)} · {one.name}
                </span>
              </button>
              {published === null || published.has(one.name) ? null : (
                <Mark tone="warning">{t("settings.newField")}</Mark>
              )}
              <Button
                aria-label={`${t("settings.up")}: ${say(one.label)}`}
                disabled={at === 0}
                icon={<ArrowUpOutlined />}
                type="text"
                onClick={() => move(at, -1)}
              />
              <Button
                aria-label={`${t("settings.down")}: ${say(one.label)}`}
                disabled={at === fields.length - 1}
                icon={<ArrowDownOutlined />}
                type="text"
                onClick={() => move(at, 1)}
              />
              <Button
                aria-label={`${t("settings.remove")}: ${say(one.label)}`}
                icon={<DeleteOutlined />}
                type="text"
                onClick={() => remove(one)}
              />
            </li>
          ))}
        </ul>
        <Button icon={<PlusOutlined />} type="dashed" onClick={() => setAdding(true)}>
          {t("settings.add")}
        </Button>
      </section>
      {narrow ? (
        <Drawer
          open={panel !== null}
          size="100%"
          title={field === undefined ? "" : say(field.label)}
          onClose={() => choose(null)}
        >
          {panel}
        </Drawer>
      ) : (
        <section aria-label={field === undefined ? t("settings.choose") : say(field.label)} className="pane">
          {panel ?? <Nothing hint={t("settings.chooseHint")} title={t("settings.choose")} />}
        </section>
      )}
      {adding ? (
        <FieldPalette
          onChoose={(kind) => {
            const fresh = freshField(form, kind, published ?? new Set());
            put(withField(form, fresh));
            choose(fresh.name);
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </div>
  );
}

function FieldPanel({
  field,
  fixed,
  taken,
  document,
  onChange,
}: {
  field: AnyField;
  fixed: boolean;
  taken: ReadonlySet<string>;
  document: AppDocument;
  onChange: (field: AnyField) => void;
}) {
  const { say, t } = useTexts();
  const [name, setName] = useState(field.name);
  const wrong =
    name === field.name
      ? undefined
      : taken.has(name)
        ? t("settings.nameTaken")
        : NAME.test(name)
          ? undefined
          : t("settings.nameWrong");
  const known = {
    dictionaries: new Map(Object.values(document.dictionaries ?? {}).map((one) => [one.name, say(one.label)])),
    forms: new Map(Object.values(document.forms ?? {}).map((one) => [one.name, say(one.label)])),
  };
  return (
    <div className="stacked">
      <p className="quiet">
        {say(PALETTE[field.kind].label)}: {say(PALETTE[field.kind].about)}
      </p>
      <FieldSettings field={field} known={known} onChange={onChange} />
      <Labelled hint={wrong ?? t("settings.nameHint")} label={t("settings.name")}>
        {(id) => (
          <Input
            disabled={fixed}
            id={id}
            status={wrong === undefined ? "" : "error"}
            value={name}
            onBlur={() => {
              if (wrong === undefined && name !== field.name) onChange({ ...field, name });
            }}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Labelled>
    </div>
  );
}

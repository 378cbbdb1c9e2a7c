import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Drawer, Input, Select } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { FieldRight, Form, Grant } from "../../generated/specs";
import { Mistakes } from "../../ui/mistakes";
import type { AppDocument } from "./app-document";
import { Labelled } from "./labelled";
import { ACTIONS } from "./matrix";
import { USUAL, type Usual, usualOf } from "./row-rules";

const RIGHTS = ["hidden", "masked", "read_only"] as const;

/** One grant in all its parts: actions, buttons, which records, in which stages, and what is held back of fields. */
export function GrantDrawer({
  app,
  document,
  grant,
  onChange,
  onClose,
}: {
  app: string;
  document: AppDocument;
  grant: Grant;
  onChange: (grant: Grant | null) => void;
  onClose: () => void;
}) {
  const { say, t } = useTexts();
  const form = document.forms?.[grant.form.replace(`${app}.`, "")];
  if (form === undefined) return null;
  const set = (part: Partial<Grant>) => onChange({ ...grant, ...part });
  const stages = stagesOf(form).map((one) => ({ label: say(one.label), value: one.name }));
  const buttons = (form.fields ?? []).filter((one) => one.kind === "button");
  return (
    <Drawer open size={600} title={t("rights.details", { form: say(form.label) })} onClose={onClose}>
      <div className="stacked">
        <Checkbox.Group
          className="matrix-boxes"
          options={ACTIONS.map((one) => ({ label: t(`rights.actions.${one}`), value: one }))}
          value={[...grant.actions]}
          onChange={(next) => next.length > 0 && set({ actions: ACTIONS.filter((one) => next.includes(one)) })}
        />
        {buttons.length === 0 ? null : (
          <Labelled label={t("rights.buttons")}>
            {(id) => (
              <Select<string[]>
                className="wide"
                id={id}
                mode="multiple"
                options={buttons.map((one) => ({ label: say(one.label), value: one.name }))}
                value={[...(grant.buttons ?? [])]}
                onChange={(next) => set({ buttons: next })}
              />
            )}
          </Labelled>
        )}
        <Rule app={app} document={document} grant={grant} onChange={(rows) => set({ rows })} />
        {stages.length === 0 ? null : (
          <Labelled label={t("rights.stages")}>
            {(id) => (
              <Select<string[]>
                className="wide"
                id={id}
                mode="multiple"
                options={stages}
                placeholder={t("rights.anyStage")}
                value={[...(grant.stages ?? [])]}
                onChange={(next) => set({ stages: next })}
              />
            )}
          </Labelled>
        )}
        <HeldBack form={form} rights={grant.fields ?? []} stages={stages} onChange={(fields) => set({ fields })} />
        <Button
          danger
          onClick={() => {
            onChange(null);
            onClose();
          }}
        >
          {t("rights.removeGrant")}
        </Button>
      </div>
    </Drawer>
  );
}

/** Returns the states of the stage field of a form; none when it has no such field. */
function stagesOf(form: Form) {
  const field = (form.fields ?? []).find((one) => one.kind === "stage");
  return field?.kind === "stage" ? field.states : [];
}

function Rule({
  app,
  document,
  grant,
  onChange,
}: {
  app: string;
  document: AppDocument;
  grant: Grant;
  onChange: (rows: boolean | string) => void;
}) {
  const { t } = useTexts();
  const rested = useRested(document, 900);
  const text = typeof grant.rows === "string" ? grant.rows : grant.rows === false ? "false" : "";
  // The whole app is checked, so that a rule is judged with the very names that it will meet.
  const checked = useQuery({
    gcTime: 0,
    queryFn: ({ signal }) => ask("POST /api/apps/{app}/preview", { content: rested }, signal, { app }),
    queryKey: ["preview", app, rested],
  });
  const wrong = (checked.data?.diagnostics ?? []).filter((one) => (one.path ?? "").includes("/rows"));
  const [writing, write] = useState(usualOf(text) === "other");
  const usual = writing ? "other" : usualOf(text);
  const choose = (next: Usual) => {
    write(next === "other");
    if (next !== "other") onChange(next === "all" ? true : USUAL[next]);
  };
  return (
    <>
      <Labelled label={t("rights.whichRows")}>
        {(id) => (
          <Select<Usual>
            className="wide"
            id={id}
            options={(["all", "own", "department", "departments", "other"] as const).map((one) => ({
              label: t(`rights.usual.${one}`),
              value: one,
            }))}
            value={usual}
            onChange={choose}
          />
        )}
      </Labelled>
      {usual === "other" ? (
        <Labelled hint={t("rights.whichHint")} label={t("rights.rule")}>
          {(id) => (
            <Input.TextArea
              autoSize={{ minRows: 2 }}
              className="code-input"
              id={id}
              spellCheck={false}
              status={wrong.length > 0 ? "error" : ""}
              value={text}
              onChange={({ target }) => onChange(target.value.trim() === "" ? true : target.value)}
            />
          )}
        </Labelled>
      ) : null}
      {wrong.length > 0 ? <Mistakes found={wrong} /> : null}
    </>
  );
}

function HeldBack({
  form,
  rights,
  stages,
  onChange,
}: {
  form: Form;
  rights: readonly FieldRight[];
  stages: readonly { readonly label: string; readonly value: string }[];
  onChange: (rights: readonly FieldRight[]) => void;
}) {
  const { say, t } = useTexts();
  const fields = (form.fields ?? []).flatMap((one) => [
    { label: say(one.label), value: one.name },
    ...(one.kind === "subtable"
      ? (one.fields ?? []).map((inner) => ({
          label: `${say(one.label)} › ${say(inner.label)}`,
          value: `${one.name}.${inner.name}`,
        }))
      : []),
  ]);
  const set = (at: number, part: Partial<FieldRight>) =>
    onChange(rights.map((one, position) => (position === at ? { ...one, ...part } : one)));
  const free = fields.find((one) => !rights.some((right) => right.fields.includes(one.value)));
  return (
    <section>
      <h2 className="part-title">{t("rights.fields")}</h2>
      <ul className="plain-list">
        {rights.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no other name
          <li key={at} className="held-back">
            <Select<string[]>
              aria-label={t("rights.field")}
              className="wide"
              mode="multiple"
              options={fields}
              showSearch={{ optionFilterProp: "label" }}
              value={[...one.fields]}
              onChange={(next) => (next.length === 0 ? onChange(rights.toSpliced(at, 1)) : set(at, { fields: next }))}
            />
            <Select<FieldRight["right"]>
              aria-label={t("rights.right")}
              options={RIGHTS.map((right) => ({ label: t(`rights.rights.${right}`), value: right }))}
              value={one.right}
              onChange={(right) => set(at, { right })}
            />
            {stages.length === 0 ? null : (
              <Select<string[]>
                aria-label={t("rights.duringStages")}
                className="wide"
                mode="multiple"
                options={[...stages]}
                placeholder={t("rights.anyStage")}
                value={[...(one.stages ?? [])]}
                onChange={(next) => set(at, { stages: next })}
              />
            )}
            <Button size="small" onClick={() => onChange(rights.toSpliced(at, 1))}>
              {t("admin.remove")}
            </Button>
          </li>
        ))}
      </ul>
      <Button
        disabled={free === undefined}
        size="small"
        onClick={() => free !== undefined && onChange([...rights, { fields: [free.value], right: "hidden" }])}
      >
        {t("rights.addField")}
      </Button>
    </section>
  );
}

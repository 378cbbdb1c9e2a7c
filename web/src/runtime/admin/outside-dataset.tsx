import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Input, Select } from "antd";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { OutsideColumns, OutsideTable } from "../../generated/api";
import type { ExternalTable } from "../../generated/specs";
import { relabelled } from "../reports/board";
import { AppChoice, useAppNames } from "./app-choice";
import type { AppDocument } from "./app-document";
import { type AppDraft, useAppDraft } from "./app-draft";
import { DraftBar } from "./draft-bar";
import { Labelled } from "./labelled";
import { Loaded } from "./loaded";

/** Makes a table of another database a dataset in one's draft of an app. */
export function OutsideDataset({ connection, table }: { connection: string; table: OutsideTable }) {
  const { t } = useTexts();
  const { found: apps, labels } = useAppNames();
  const [wanted, want] = useState<string | null>(null);
  const place = { schema: table.schema, table: table.table };
  const read = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/connections/{name}/columns", undefined, signal, { name: connection, ...place }),
    queryKey: ["connection-tables", connection, "columns", place],
  });
  return (
    <Loaded of={apps}>
      {(all) => {
        const names = all.filter((one) => one.current_version !== null).map((one) => one.name);
        const app = names.find((one) => one === wanted) ?? names[0];
        if (app === undefined) return <Alert showIcon title={t("rights.noApps")} type="info" />;
        return (
          <div className="stacked">
            <h3>{`${table.schema}.${table.table}`}</h3>
            <Labelled label={t("connections.into")}>
              {() => <AppChoice labels={labels} names={names} value={app} onChange={want} />}
            </Labelled>
            <Loaded of={read}>
              {(columns) => <OfApp key={app} app={app} columns={columns} connection={connection} place={place} />}
            </Loaded>
          </div>
        );
      }}
    </Loaded>
  );
}

interface Given {
  app: string;
  columns: OutsideColumns;
  connection: string;
  place: { readonly schema: string; readonly table: string };
}

function OfApp(given: Given) {
  const { draft, loaded } = useAppDraft(given.app);
  return <Loaded of={loaded}>{() => (draft === undefined ? null : <DatasetForm {...given} draft={draft} />)}</Loaded>;
}

function DatasetForm({ app, columns, connection, place, draft }: Given & { draft: AppDraft }) {
  const { language, say, t } = useTexts();
  const [name, setName] = useState(columns.name);
  const [label, setLabel] = useState(columns.label);
  const [key, setKey] = useState(columns.key || null);
  const [roles, setRoles] = useState<readonly string[]>([]);
  const [left, leave] = useState<ReadonlySet<string>>(new Set());
  const [done, finish] = useState<string | null>(null);
  const datasets = draft.document.datasets ?? {};
  const taken = columns.columns.filter((one) => !left.has(one.name));
  const put = (event: FormEvent) => {
    event.preventDefault();
    if (key === null || roles.length === 0 || taken.length === 0) return;
    const table: ExternalTable = { ...place, columns: taken, connection, key, roles };
    const dataset = { label, name, table };
    const next: AppDocument = { ...draft.document, datasets: { ...datasets, [name]: dataset } };
    draft.change(next);
    void draft.flush();
    finish(say(label));
  };
  const tick = (column: string, on: boolean) => {
    const next = new Set(left);
    if (on) next.delete(column);
    else next.add(column);
    leave(next);
  };
  if (done !== null) {
    return (
      <>
        <Alert showIcon title={t("connections.drafted", { name: done })} type="success" />
        <div className="draft-line">
          <DraftBar app={app} draft={draft} />
        </div>
      </>
    );
  }
  return (
    <form className="stacked" onSubmit={put}>
      <Labelled
        hint={name in datasets ? t("connections.replaces") : t("connections.datasetHint")}
        label={t("connections.dataset")}
      >
        {(id) => (
          <Input
            id={id}
            maxLength={48}
            pattern="[a-z][a-z0-9_]*"
            required
            title={t("connections.wrongName")}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Labelled>
      <Labelled label={t("connections.label")}>
        {(id) => (
          <Input
            id={id}
            maxLength={80}
            required
            value={say(label)}
            onChange={({ target }) => setLabel(relabelled(label, target.value, language))}
          />
        )}
      </Labelled>
      <Labelled hint={t("connections.rolesHint")} label={t("connections.roles")}>
        {(id) => (
          <Select<string[]>
            className="wide"
            id={id}
            mode="multiple"
            optionFilterProp="label"
            options={Object.values(draft.document.roles ?? {}).map((one) => ({
              label: say(one.label),
              value: one.name,
            }))}
            value={[...roles]}
            onChange={setRoles}
          />
        )}
      </Labelled>
      <Labelled hint={t("connections.keyHint")} label={t("connections.key")}>
        {(id) => (
          <Select<string | null>
            className="wide"
            id={id}
            options={taken.map((one) => ({ label: one.column ?? one.name, value: one.name }))}
            value={taken.some((one) => one.name === key) ? key : null}
            onChange={setKey}
          />
        )}
      </Labelled>
      <fieldset className="plain-fieldset">
        <legend className="field-label">{t("connections.columns")}</legend>
        <Checkbox
          checked={left.size === 0}
          indeterminate={left.size > 0 && taken.length > 0}
          onChange={({ target }) => leave(new Set(target.checked ? [] : columns.columns.map((one) => one.name)))}
        >
          {t("connections.all")}
        </Checkbox>
        <ul className="outside-columns">
          {columns.columns.map((one) => (
            <li key={one.name}>
              <Checkbox checked={!left.has(one.name)} onChange={({ target }) => tick(one.name, target.checked)}>
                {one.column ?? one.name} <span className="quiet">{t(`connections.types.${one.type ?? "text"}`)}</span>
              </Checkbox>
            </li>
          ))}
        </ul>
        <p className="quiet labelled-hint">{t("connections.columnsHint")}</p>
      </fieldset>
      <Button disabled={!taken.some((one) => one.name === key) || roles.length === 0} htmlType="submit" type="primary">
        {t("connections.put")}
      </Button>
    </form>
  );
}

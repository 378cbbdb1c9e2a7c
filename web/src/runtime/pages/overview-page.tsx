import { ArrowLeftOutlined, PlusOutlined, WarningOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import { SourcesContext } from "../../fields/sources";
import type { FigureShown, ListShown, OverviewShown, RecordView } from "../../generated/api";
import type { AnyField, Dictionary, FormPage } from "../../generated/forms";
import { Failure } from "../../ui/failure";
import { NamedIcon } from "../../ui/named-icon";
import { Waiting } from "../../ui/waiting";
import { typeOf } from "../form/store";
import { serverSources } from "../server-sources";
import { columnValue, SYSTEM_FIELDS } from "../system";
import "./surroundings.css";

/** How many records a list shows at the most. */
const WIDE = 200;

/** All there is about a record on one page: its profile, figures, and lists of what refers to it. */
export function OverviewPage({ app, form, id }: { app: string; form: string; id: string }) {
  const [wide, widen] = useState<readonly string[]>([]);
  const found = useQuery({
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/overview", undefined, signal, {
        app,
        form,
        id,
        wide: [...wide],
      }),
    queryKey: ["record", app, form, id, "overview", wide],
    staleTime: 0,
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  return (
    <Shown app={app} busy={found.isFetching} form={form} of={found.data} onWiden={(name) => widen([...wide, name])} />
  );
}

function Shown({
  app,
  form,
  of,
  busy,
  onWiden,
}: {
  app: string;
  form: string;
  of: OverviewShown;
  busy: boolean;
  onWiden: (name: string) => void;
}) {
  const { say, t } = useTexts();
  const base = `#/app/${app}/form/${form}/${of.record.id}`;
  return (
    <article className="overview">
      <header>
        <a className="back" href={base}>
          <ArrowLeftOutlined aria-hidden /> {t("surroundings.record")}
        </a>
        <h1>
          {of.title} <small>{say(of.label)}</small>
        </h1>
      </header>
      <Profile app={app} form={form} of={of} />
      {(of.figures ?? []).length === 0 ? null : (
        <section aria-label={t("surroundings.figures")}>
          <ul className="overview-figures">
            {of.figures?.map((one) => (
              <Figure key={`${one.app}/${one.name}`} of={one} />
            ))}
          </ul>
        </section>
      )}
      <div className="overview-lists">
        {of.lists?.map((one) => (
          <List
            key={`${one.app}/${one.name}`}
            above={of.record.id}
            busy={busy}
            of={one}
            onWiden={() => onWiden(one.name)}
          />
        ))}
      </div>
    </article>
  );
}

/** Returns what inputs and cells of some fields ask, for fields that stand outside of their form. */
function useSources(
  app: string,
  form: string,
  dictionaries: Readonly<Record<string, Dictionary>> | undefined,
  titles: Readonly<Record<string, string>> | undefined,
) {
  const sources = useMemo(
    () => serverSources({ app, dictionaries: dictionaries ?? {}, form: { name: form } } as FormPage),
    [app, form, dictionaries],
  );
  sources.titles.learn(titles ?? {});
  return sources;
}

function Profile({ app, form, of }: { app: string; form: string; of: OverviewShown }) {
  const { say, t } = useTexts();
  const sources = useSources(app, form, of.dictionaries, of.record.titles);
  const fields = (of.fields ?? []) as readonly AnyField[];
  return fields.length === 0 ? null : (
    <SourcesContext.Provider value={sources}>
      <section aria-label={t("surroundings.profile")}>
        <dl className="overview-profile">
          {fields.map((one) => (
            <div key={one.name}>
              <dt>{say(one.label)}</dt>
              <dd>
                <Cell field={one} record={of.record} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </SourcesContext.Provider>
  );
}

function Cell({ field, record }: { field: AnyField; record: RecordView }) {
  const value = columnValue(record, field.name);
  const type = typeOf(field);
  return value === null || value === "" ? "—" : <type.Cell field={field} value={value} />;
}

function Figure({ of }: { of: FigureShown }) {
  const { language, say, t } = useTexts();
  const shape = (of.shape ?? null) as AnyField | null;
  const text =
    of.value == null ? "—" : shape === null ? String(of.value) : typeOf(shape).text(of.value as Json, shape, language);
  return (
    <li className={of.alert ? "overview-figure alert" : "overview-figure"}>
      <span className="overview-figure-label">{say(of.label)}</span>
      <strong>
        {of.alert ? <WarningOutlined aria-label={t("surroundings.warning")} /> : null} {text}
      </strong>
    </li>
  );
}

function List({ of, above, busy, onWiden }: { of: ListShown; above: string; busy: boolean; onWiden: () => void }) {
  const { say, t } = useTexts();
  const sources = useSources(of.app, of.form, of.dictionaries, of.titles);
  const shapes = new Map(((of.shapes ?? []) as readonly AnyField[]).map((one) => [one.name, one]));
  const columns = (of.columns ?? []).flatMap((name) => shapes.get(name) ?? SYSTEM_FIELDS[name] ?? []);
  const base = `#/app/${of.app}/form/${of.form}`;
  const records = of.records ?? [];
  return (
    <SourcesContext.Provider value={sources}>
      <section className="overview-list related" aria-label={say(of.label)}>
        <div className="section-head">
          <h2>
            <NamedIcon name={of.icon ?? null} /> {say(of.label)}
          </h2>
          {of.create ? (
            <a href={`${base}/new?${of.by}=${above}`}>
              <PlusOutlined aria-hidden /> {t("records.new", { name: say(of.form_label) })}
            </a>
          ) : null}
        </div>
        {records.length === 0 ? (
          <p className="quiet">{t("surroundings.nothing")}</p>
        ) : (
          // A wide table is scrolled by itself.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it can then be scrolled with the keyboard
          <section className="scrolled" tabIndex={0} aria-label={say(of.label)}>
            <table>
              <thead>
                <tr>
                  {columns.map((one) => (
                    <th key={one.name}>{say(one.label)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {records.map((record) => (
                  <tr key={record.id}>
                    {columns.map((one, position) => (
                      <td key={one.name}>
                        {position === 0 ? (
                          <a href={`${base}/${record.id}`}>
                            <Cell field={one} record={record} />
                          </a>
                        ) : (
                          <Cell field={one} record={record} />
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {of.more && records.length < WIDE ? (
          <Button className="overview-all" loading={busy} size="small" onClick={onWiden}>
            {t("surroundings.showAll")}
          </Button>
        ) : null}
      </section>
    </SourcesContext.Provider>
  );
}

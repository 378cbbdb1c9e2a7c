import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Drawer, Input } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTexts } from "../../core/language";
import { useMedia, useRested } from "../../core/moments";
import type { Json } from "../../fields/field-type";
import { type Candidate, SourcesContext, useSiblings, useSources } from "../../fields/sources";
import type { AnyField } from "../../generated/forms";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { useFormPage } from "../form-page";
import { serverSources } from "../server-sources";
import { Apart } from "./layers";
import { typeOf } from "./store";

const AT_ONCE = 20;
const COLUMNS = 4;
const LONG: ReadonlySet<string> = new Set([
  "subtable",
  "long_text",
  "rich_text",
  "json",
  "button",
  "file",
  "image",
  "signature",
]);

interface Given {
  readonly field: string;
  readonly label: string;
  readonly target: string;
  readonly several: boolean;
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
  readonly onClose: () => void;
  readonly onCreate: (() => void) | null;
}

/** All records that a field offers, with columns, to search and to page through. */
export function RecordBrowser(given: Given) {
  const { field, label, target, several, chosen, onChoose, onClose, onCreate } = given;
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 640px)");
  const { app = "" } = useSources();
  const [search, setSearch] = useState("");
  const [skip, setSkip] = useState(0);
  const [marked, mark] = useState<readonly string[]>(chosen);
  const sought = useRested(search, 250);
  const loaded = useFormPage(app, target);
  const columns = useMemo(() => columnsOf(loaded.data?.page.form.fields, loaded.data?.page.form.title), [loaded.data]);
  const found = useBrowsed(field, target, sought, skip, columns);
  const choose = (id: string) => {
    if (!several) onChoose([id]);
    else mark(marked.includes(id) ? marked.filter((one) => one !== id) : [...marked, id]);
  };
  return (
    <Drawer
      open
      extra={
        several ? (
          <Button type="primary" onClick={() => onChoose(marked)}>
            {t("filling.chosen", { count: marked.length })}
          </Button>
        ) : null
      }
      size={narrow ? "100%" : 760}
      title={t("filling.browseTitle", { name: label })}
      onClose={onClose}
    >
      <Apart>
        <div className="browser-tools">
          <Input.Search
            allowClear
            autoFocus
            aria-label={t("fields.search")}
            placeholder={t("fields.search")}
            value={search}
            onChange={({ target: { value } }) => {
              setSearch(value);
              setSkip(0);
            }}
          />
          {onCreate !== null ? (
            <Button icon={<PlusOutlined />} onClick={onCreate}>
              {t("filling.create")}
            </Button>
          ) : null}
        </div>
        {found.error !== null ? (
          <Failure error={found.error} onRetry={() => void found.refetch()} />
        ) : found.data === undefined || loaded.data === undefined ? (
          <Waiting />
        ) : found.data.candidates.length === 0 ? (
          <p className="quiet nothing">{t("fields.nothingFound")}</p>
        ) : (
          <Found
            columns={columns}
            found={found.data.candidates}
            loaded={loaded.data}
            marked={marked}
            several={several}
            onChoose={choose}
          />
        )}
        <div className="browser-pages">
          <Button disabled={skip === 0} size="small" onClick={() => setSkip(Math.max(0, skip - AT_ONCE))}>
            ‹ {skip + 1 - AT_ONCE > 0 ? skip + 1 - AT_ONCE : 1}
          </Button>
          <span className="quiet">
            {skip + 1}–{skip + (found.data?.candidates.length ?? 0)}
          </span>
          <Button disabled={found.data?.more !== true} size="small" onClick={() => setSkip(skip + AT_ONCE)}>
            {skip + AT_ONCE + 1} ›
          </Button>
        </div>
      </Apart>
    </Drawer>
  );
}

function useBrowsed(name: string, target: string, search: string, skip: number, columns: readonly AnyField[]) {
  const sources = useSources();
  const siblings = useSiblings();
  const [record] = useState(() => siblings.all());
  const names = columns.map((one) => one.name);
  const query = useQuery({
    placeholderData: keepPreviousData,
    queryFn: () =>
      sources.candidates(siblings.place(name), target, search, record, { columns: names, limit: AT_ONCE, skip }),
    queryKey: ["candidates", siblings.place(name), target, search, skip, names, record],
    staleTime: 0,
  });
  useEffect(() => {
    sources.titles.learn(Object.fromEntries(query.data?.candidates.map((one) => [one.id, one.title]) ?? []));
  }, [sources, query.data]);
  return query;
}

function columnsOf(fields: readonly AnyField[] | undefined, title: string | null | undefined): readonly AnyField[] {
  return (fields ?? [])
    .filter((one) => one.name !== title && !LONG.has(one.kind) && one.visible !== false)
    .slice(0, COLUMNS);
}

function Found({
  found,
  columns,
  loaded,
  marked,
  several,
  onChoose,
}: {
  found: readonly Candidate[];
  columns: readonly AnyField[];
  loaded: NonNullable<ReturnType<typeof useFormPage>["data"]>;
  marked: readonly string[];
  several: boolean;
  onChoose: (id: string) => void;
}) {
  const { say } = useTexts();
  const { titles } = useSources();
  const sources = useMemo(() => serverSources(loaded.page, titles), [loaded, titles]);
  const cell = (one: Candidate, field: AnyField) => {
    const shape = loaded.logic.top.shapes.get(field.name) ?? field;
    const value = (one.values?.[field.name] ?? null) as Json;
    const type = typeOf(shape);
    return value === null ? null : <type.Cell field={shape} value={value} />;
  };
  return (
    <SourcesContext.Provider value={sources}>
      <ul className="browser-list">
        {found.map((one) => (
          <li key={one.id} data-marked={marked.includes(one.id) || undefined}>
            <button type="button" className="browser-one" onClick={() => onChoose(one.id)}>
              {several ? <Checkbox checked={marked.includes(one.id)} tabIndex={-1} /> : null}
              <span className="browser-title">{one.title}</span>
              <dl>
                {columns.map((field) => {
                  const shown = cell(one, field);
                  return shown === null ? null : (
                    <div key={field.name}>
                      <dt>{say(field.label)}</dt>
                      <dd>{shown}</dd>
                    </div>
                  );
                })}
              </dl>
            </button>
          </li>
        ))}
      </ul>
    </SourcesContext.Provider>
  );
}

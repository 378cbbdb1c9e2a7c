import { PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Input, Table, type TableProps } from "antd";
import { useMemo, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia, useRested } from "../../core/moments";
import type { FieldType } from "../../fields/field-type";
import { SourcesContext } from "../../fields/sources";
import type { AppMenu, Page, Query, RecordView } from "../../generated/api";
import type { AnyField, AnyView } from "../../generated/forms";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { typeOf } from "../form/store";
import { type LoadedForm, useFormPage } from "../form-page";
import { entryOf, may } from "../menu";
import { serverSources } from "../server-sources";
import { usePlace } from "../session";
import { columnValue, SYSTEM_FIELDS } from "../system";
import { type Chosen, FilterBar, filterOf } from "./filter-bar";

const PAGE = 60;
const DEFAULT_COLUMNS = 6;
const LONG: ReadonlySet<string> = new Set(["subtable", "rich_text", "long_text", "json", "button"]);

/** A list of records: the columns of its view, sorted, filtered and searched by the server. */
export function ListPage({ menu, form, view }: { menu: AppMenu; form: string; view: AnyView | null }) {
  const loaded = useFormPage(menu.name, form);
  if (loaded.error !== null) return <Failure error={loaded.error} onRetry={() => void loaded.refetch()} />;
  if (loaded.data === undefined) return <Waiting />;
  return <Records form={loaded.data} menu={menu} view={view} />;
}

function Records({ menu, form, view }: { menu: AppMenu; form: LoadedForm; view: AnyView | null }) {
  const { say, t } = useTexts();
  const { go } = usePlace();
  const narrow = useMedia("(max-width: 640px)");
  const name = form.page.form.name;
  const [search, setSearch] = useState("");
  const [chosen, choose] = useState<Chosen>({});
  const [sort, setSort] = useState<Query["sort"]>();
  const rested = useRested(search, 300);
  const columns = useMemo(() => columnsOf(form, view), [form, view]);
  const query: Query = {
    filter: filterOf(view, chosen, form),
    limit: PAGE,
    search: rested,
    sort: sort ?? (view?.sort ?? []).map((one) => ({ by: one.field, descending: one.descending ?? false })),
  };
  const records = useRecords(menu.name, name, query);
  const sources = useMemo(() => serverSources(form.page), [form]);
  const rows = records.data?.pages.flatMap((page) => page.records) ?? [];
  for (const page of records.data?.pages ?? []) sources.titles.learn(page.titles ?? {});
  const open = (id: string) => go(`app/${menu.name}/form/${name}/${id}`);
  return (
    <SourcesContext.Provider value={sources}>
      <div className="list-page">
        <div className="page-head">
          <h1>{view === null ? say(form.page.form.label) : say(view.label)}</h1>
          <Total app={menu.name} form={name} query={query} />
          <div className="page-tools">
            {may(menu, name, "create") ? (
              <Button icon={<PlusOutlined />} type="primary" onClick={() => open("new")}>
                {t("records.new", { name: say(entryOf(menu, name)?.label ?? form.page.form.label) })}
              </Button>
            ) : null}
          </div>
        </div>
        <div className="list-tools">
          <Input
            allowClear
            aria-label={t("records.search")}
            className="list-search"
            placeholder={t("records.search")}
            prefix={<SearchOutlined aria-hidden />}
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          <FilterBar chosen={chosen} form={form} names={view?.search ?? []} onChoose={choose} />
        </div>
        {records.error !== null ? (
          <Failure error={records.error} onRetry={() => void records.refetch()} />
        ) : records.data !== undefined && rows.length === 0 ? (
          <Nothing hint={t("records.noneHint")} title={t("records.none")} />
        ) : narrow ? (
          <Cards columns={columns} rows={rows} onOpen={open} />
        ) : (
          <Grid columns={columns} loading={records.isLoading} rows={rows} view={view} onOpen={open} onSort={setSort} />
        )}
        {records.hasNextPage ? (
          <Button className="more" loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
            {t("records.more")}
          </Button>
        ) : null}
      </div>
    </SourcesContext.Provider>
  );
}

function useRecords(app: string, form: string, query: Query) {
  return useInfiniteQuery({
    getNextPageParam: (last: Page) => last.next,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask("POST /api/apps/{app}/forms/{form}/records/query", { ...query, after: pageParam }, signal, { app, form }),
    queryKey: ["records", app, form, query],
    staleTime: 0,
  });
}

function Total({ app, form, query }: { app: string; form: string; query: Query }) {
  const { t } = useTexts();
  const { filter, search } = query;
  const count = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/count", undefined, signal, {
        app,
        filter: filter ? JSON.stringify(filter) : undefined,
        form,
        search: search || undefined,
      }),
    queryKey: ["records", app, form, "count", filter, search],
    staleTime: 0,
  });
  if (count.data === undefined) return null;
  return (
    <span className="quiet" role="status">
      {t(count.data.exact ? "records.count" : "records.countOver", { count: count.data.count })}
    </span>
  );
}

/** A column of a list. */
interface Column {
  readonly field: AnyField;
  readonly type: FieldType;
  readonly width: number | null;
  readonly pinned: boolean;
}

function columnsOf({ logic, page }: LoadedForm, view: AnyView | null): readonly Column[] {
  const hidden = new Set(page.hidden ?? []);
  const listed =
    (view?.columns ?? []).length > 0
      ? (view?.columns ?? [])
      : logic.top.fields
          .filter((one) => !LONG.has(one.kind))
          .slice(0, DEFAULT_COLUMNS)
          .map((one) => ({ field: one.name }));
  return listed.flatMap((one) => {
    const field = logic.top.shapes.get(one.field) ?? SYSTEM_FIELDS[one.field];
    if (field === undefined || hidden.has(one.field)) return [];
    const width = "width" in one ? (one.width ?? null) : null;
    return [{ field, pinned: "pinned" in one && one.pinned === true, type: typeOf(field), width }];
  });
}

function Grid({
  rows,
  columns,
  view,
  loading,
  onOpen,
  onSort,
}: {
  rows: readonly RecordView[];
  columns: readonly Column[];
  view: AnyView | null;
  loading: boolean;
  onOpen: (id: string) => void;
  onSort: (sort: Query["sort"]) => void;
}) {
  const { say, t } = useTexts();
  const first = view?.sort?.[0];
  const described: TableProps<RecordView>["columns"] = columns.map(({ field, pinned, type, width }, position) => ({
    align: type.right ? "right" : "left",
    ...(first?.field === field.name ? { defaultSortOrder: first.descending ? "descend" : "ascend" } : {}),
    ellipsis: true,
    fixed: pinned || position === 0 ? "left" : false,
    key: field.name,
    render: (_, record) => {
      const cell = <CellOf field={field} record={record} type={type} />;
      return position === 0 ? (
        <button type="button" className="link" onClick={() => onOpen(record.id)}>
          {columnValue(record, field.name) === null ? t("records.untitled") : cell}
        </button>
      ) : (
        cell
      );
    },
    sorter: !LONG.has(field.kind),
    title: say(field.label),
    width: width ?? (position === 0 ? 220 : 150),
  }));
  return (
    <Table<RecordView>
      columns={described}
      dataSource={rows as RecordView[]}
      loading={loading}
      pagination={false}
      rowKey="id"
      scroll={{ x: columns.length * 150 }}
      size={view?.kind === "list" && view.density === "roomy" ? "large" : "middle"}
      onChange={(_pages, _filters, sorter) => {
        const [one] = Array.isArray(sorter) ? sorter : [sorter];
        const by = one?.columnKey;
        onSort(
          one?.order == null || by === undefined
            ? undefined
            : [{ by: String(by), descending: one.order === "descend" }],
        );
      }}
      onRow={(record) => ({ onDoubleClick: () => onOpen(record.id) })}
    />
  );
}

function CellOf({ record, field, type }: { record: RecordView; field: AnyField; type: FieldType }) {
  const value = columnValue(record, field.name);
  if (value === null) return <span className="quiet">—</span>;
  if (record.masked?.includes(field.name)) return <span>{String(value)}</span>;
  return <type.Cell field={field} value={value} />;
}

function Cards({
  rows,
  columns,
  onOpen,
}: {
  rows: readonly RecordView[];
  columns: readonly Column[];
  onOpen: (id: string) => void;
}) {
  const { say, t } = useTexts();
  const [title, ...rest] = columns;
  return (
    <ul className="record-cards">
      {rows.map((record) => (
        <li key={record.id}>
          <button type="button" className="record-title" onClick={() => onOpen(record.id)}>
            {title === undefined || columnValue(record, title.field.name) === null ? (
              t("records.untitled")
            ) : (
              <CellOf field={title.field} record={record} type={title.type} />
            )}
          </button>
          <dl>
            {rest
              .filter(({ field }) => columnValue(record, field.name) !== null)
              .slice(0, 4)
              .map(({ field, type }) => (
                <div key={field.name}>
                  <dt>{say(field.label)}</dt>
                  <dd>
                    <CellOf field={field} record={record} type={type} />
                  </dd>
                </div>
              ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

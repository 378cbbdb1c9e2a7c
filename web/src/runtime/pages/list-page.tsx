import { Button, Skeleton } from "antd";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import { SourcesContext } from "../../fields/sources";
import type { AppMenu, FigureQuery } from "../../generated/api";
import type { AnyView } from "../../generated/forms";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { type LoadedForm, useFormPage } from "../form-page";
import { BulkBar } from "../list/bulk-bar";
import { Cards } from "../list/cards";
import { Grid } from "../list/grid";
import { ListBar } from "../list/list-bar";
import { ListCount, useKnown } from "../list/list-count";
import { type ListQuery, useListQuery } from "../list/query";
import { useRecordMenu } from "../list/record-menu";
import { Rows } from "../list/rows";
import { useSelection } from "../list/selection";
import { entryOf, may } from "../menu";
import { RecomputingNote } from "../recomputing";
import { serverSources } from "../server-sources";
import { usePlace } from "../session";
import { leaveTrail } from "../trail";
import { ListTransfer } from "../transfer/list-transfer";

/** A list of records: found, sorted, grouped, edited and changed together under the rights of the reader. */
export function ListPage({ menu, form, view }: { menu: AppMenu; form: string; view: AnyView | null }) {
  const loaded = useFormPage(menu.name, form);
  if (loaded.error !== null) return <Refusal error={loaded.error} onRetry={() => void loaded.refetch()} />;
  if (loaded.data === undefined) return <Loading />;
  return <Records form={loaded.data} menu={menu} view={view} />;
}

function Refusal({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTexts();
  if (error instanceof Refused && error.status === 403) {
    return <Nothing hint={t("list.forbiddenHint")} title={t("list.forbidden")} />;
  }
  return <Failure error={error} onRetry={onRetry} />;
}

/** Lines that stand where records will. */
function Loading() {
  const { t } = useTexts();
  return (
    <div className="list-loading" role="status" aria-label={t("app.loading")}>
      <Skeleton active paragraph={{ rows: 12, width: "100%" }} title={false} />
    </div>
  );
}

/** Where lists were scrolled to, and how many records were there, for those who come back. */
const scrolls = new Map<string, { top: number; count: number }>();

function Records({ menu, form, view }: { menu: AppMenu; form: LoadedForm; view: AnyView | null }) {
  const list = useListQuery(menu, form, view);
  const { go } = usePlace();
  const narrow = useMedia("(max-width: 640px)");
  const [turn, setTurn] = useState(0);
  const name = form.page.form.name;
  const sources = useMemo(() => serverSources(form.page), [form]);
  const figures = useMemo<readonly FigureQuery[]>(
    () => list.chosenColumns.flatMap((one) => (one.total ? [{ field: one.field, figure: one.total }] : [])),
    [list.chosenColumns],
  );
  const asked = JSON.stringify([list.query, list.group, figures]);
  const key = `${menu.name}/${name}/${view?.name ?? ""}/${asked}`;
  const kept = useMemo(() => scrolls.get(key) ?? { count: 0, top: 0 }, [key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` says the same as the query, groups and figures
  const rows = useMemo(
    () =>
      new Rows(
        { app: menu.name, figures, form: name, group: list.group, query: list.query },
        sources.titles,
        kept.count,
      ),
    [menu, name, asked, sources, turn],
  );
  const lines = useSyncExternalStore(rows.subscribe, rows.read);
  const known = useKnown(list, figures, turn);
  const selection = useSelection(`${menu.name}/${name}/${JSON.stringify([list.query.filter, list.query.search])}`);
  useEffect(() => {
    if (!list.ready) return;
    rows.start();
    return () => {
      scrolls.set(key, { count: rows.records.length, top: kept.top });
      rows.stop();
    };
  }, [rows, list.ready, key, kept]);
  // The page of a record leads from one to the next in the order of this list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the records are those of the lines
  useEffect(() => {
    if (rows.ready) {
      leaveTrail(
        menu.name,
        name,
        rows.records.map((one) => one.id),
      );
    }
  }, [rows, lines, menu, name]);
  const again = useCallback(() => setTurn((count) => count + 1), []);
  const menuOf = useRecordMenu(list, sources.titles, again);
  const open = (id: string) => go(`app/${menu.name}/form/${name}/${id}`);
  return (
    <SourcesContext.Provider value={sources}>
      <div className={narrow ? "list-page" : "list-page filling"}>
        <ListBar
          list={list}
          actions={
            <ListTransfer
              columns={list.columns.filter((one) => !one.name.includes(".")).map((one) => one.name)}
              form={name}
              menu={menu}
              query={list.query}
            />
          }
          count={<ListCount known={known} />}
          table
          onRefresh={again}
        />
        <RecomputingNote app={menu.name} form={form} onDone={again} />
        <BulkBar list={list} selection={selection} total={known.exact ? known.count : null} onDone={again} />
        <Body list={list} rows={rows} onRetry={again}>
          {narrow ? (
            <Cards lines={lines} list={list} menu={menuOf} rows={rows} selection={selection} />
          ) : (
            <Grid
              figures={figures}
              lines={lines}
              list={list}
              menu={menuOf}
              rows={rows}
              scrolled={kept}
              selection={selection}
              totals={known.totals}
              onOpen={open}
            />
          )}
        </Body>
      </div>
    </SourcesContext.Provider>
  );
}

/** The records, or why there are none. */
function Body({
  list,
  rows,
  onRetry,
  children,
}: {
  list: ListQuery;
  rows: Rows;
  onRetry: () => void;
  children: React.ReactNode;
}) {
  const { say, t } = useTexts();
  const { go } = usePlace();
  if (rows.error !== null) return <Refusal error={rows.error} onRetry={onRetry} />;
  if (!rows.ready) return <Loading />;
  if (rows.lines.length > 0) return children;
  const name = list.form.page.form.name;
  if (list.filter !== null || list.query.search !== "") {
    return (
      <Nothing
        action={
          <Button
            onClick={() => {
              list.setFilter(null);
              list.setSearch("");
            }}
          >
            {t("list.showAll")}
          </Button>
        }
        hint={t("list.noMatchHint")}
        title={t("list.noMatch")}
      />
    );
  }
  const creates = may(list.menu, name, "create");
  return (
    <Nothing
      action={
        <span className="next-steps">
          {creates ? (
            <Button type="primary" onClick={() => go(`app/${list.menu.name}/form/${name}/new`)}>
              {t("records.new", { name: say(entryOf(list.menu, name)?.label ?? list.form.page.form.label) })}
            </Button>
          ) : null}
          {may(list.menu, name, "import") ? (
            <Button href={`#/app/${list.menu.name}/import/${name}`}>{t("transfer.import")}</Button>
          ) : null}
        </span>
      }
      hint={t(creates ? "list.noneHint" : "list.noneSeenHint")}
      title={t("list.none")}
    />
  );
}

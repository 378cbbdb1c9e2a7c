import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { targets } from "../../../field-types/stage";
import type { Json } from "../../../fields/field-type";
import { useSources } from "../../../fields/sources";
import type { Page, RecordView } from "../../../generated/api";
import type { KanbanView as KanbanSpec } from "../../../generated/forms";
import { Failure } from "../../../ui/failure";
import { Waiting } from "../../../ui/waiting";
import { columnValue } from "../../system";
import { useChanges } from "../changes";
import { DragArea } from "../drag";
import { MissingDialog } from "../missing-dialog";
import { fieldOf, mayChange, shownFields, titleField, titleOf } from "../records";
import type { ViewProps } from "../view-kind";
import { BoardColumnView } from "./column";
import { type Column, cardsIn, columnsOf, learnTitles } from "./columns";
import "./kanban.css";

const CARDS = 20;

/** A card that is moved: its record, and where it stood. */
export interface Lifted {
  readonly record: RecordView;
  readonly from: Json;
}

/** A board: records as cards, in a column for each value of a field. */
export function KanbanView({ menu, form, view, query }: ViewProps<KanbanSpec>) {
  const { language, t } = useTexts();
  const sources = useSources();
  const changes = useChanges(menu, form);
  const [lifted, lift] = useState<Lifted | null>(null);
  const [said, say] = useState("");
  const name = form.page.form.name;
  const asked = { by: view.by, cards: CARDS, query, total: fieldOf(form, view.total)?.name ?? null };
  const board = useQuery({
    queryFn: ({ signal }) =>
      ask("POST /api/apps/{app}/forms/{form}/records/board", asked, signal, { app: menu.name, form: name }),
    queryKey: ["records", menu.name, name, "board", asked],
    staleTime: 0,
  });
  const [more, setMore] = useState<{ readonly since: number; readonly pages: ReadonlyMap<string, readonly Page[]> }>({
    pages: new Map(),
    since: 0,
  });
  // Pages that were added belong to what the board was when they came.
  const pages = more.since === board.dataUpdatedAt ? more.pages : new Map<string, readonly Page[]>();
  const field = fieldOf(form, view.by);
  const columns = useMemo(() => {
    if (board.data === undefined || field === undefined) return [];
    learnTitles(sources.titles, board.data);
    const dictionary = field.kind === "dictionary" ? sources.dictionary(field.dictionary) : undefined;
    const words = { nothing: t("views.noValue"), off: t("views.off"), on: t("views.on") };
    return columnsOf(board.data, field, dictionary, language, words);
  }, [board.data, field, language, sources, t]);
  if (board.error !== null) return <Failure error={board.error} onRetry={() => void board.refetch()} />;
  if (board.data === undefined || field === undefined) return <Waiting />;
  const title = titleField(form, view.title);
  const shown = shownFields(form, view, title).filter((one) => one.name !== view.by);
  const all = columns.flatMap((one) => [
    ...(one.found?.page.records ?? []),
    ...(pages.get(one.key) ?? []).flatMap((page) => page.records),
  ]);
  const move = async (record: RecordView, to: Column) => {
    const called = titleOf(form, record, view.title, language, sources.titles) || t("records.untitled");
    if (columnValue(record, view.by) === to.value) return;
    if (await changes.change(record, { [view.by]: to.value }, called)) {
      say(t("views.moved", { title: called, to: to.text }));
    }
  };
  const refuses = (to: Column) =>
    lifted !== null &&
    field.kind === "stage" &&
    lifted.from !== to.value &&
    !targets(field, lifted.from).has(String(to.value));
  const visible = columns.filter((one) => !view.hide_empty || one.found !== null || lifted !== null);
  return (
    <>
      <p className="quiet keys-hint">{t("views.keysKanban")}</p>
      <DragArea<RecordView, Column>
        onDrop={(record, to) => void move(record, to)}
        onLift={(record) => lift(record === null ? null : { from: columnValue(record, view.by), record })}
      >
        <ul className="board">
          {visible.map((one) => (
            <BoardColumnView
              key={one.key}
              all={visible}
              cards={cardsIn(one, all, view.by, changes.of, field.kind === "switch")}
              closed={refuses(one)}
              column={one}
              form={form}
              menu={menu}
              movable={(record) => mayChange(menu, form, record, view.by)}
              next={
                (pages.get(one.key) ?? []).at(-1)?.next ??
                ((pages.get(one.key) ?? []).length > 0 ? null : (one.found?.page.next ?? null))
              }
              query={query}
              shown={shown}
              view={view}
              onMore={(page) => {
                sources.titles.learn(page.titles ?? {});
                setMore({
                  pages: new Map(pages).set(one.key, [...(pages.get(one.key) ?? []), page]),
                  since: board.dataUpdatedAt,
                });
              }}
              onMove={(record, to) => void move(record, to)}
            />
          ))}
        </ul>
      </DragArea>
      {board.data.others ? <p className="quiet">{t("views.others", { count: board.data.others })}</p> : null}
      <output className="unseen" aria-live="polite">
        {said}
      </output>
      <MissingDialog changes={changes} form={form} />
    </>
  );
}

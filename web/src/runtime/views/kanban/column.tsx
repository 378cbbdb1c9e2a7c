import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { OptionTag } from "../../../fields/option-tag";
import type { AppMenu, Page, Query, RecordView } from "../../../generated/api";
import type { AnyField, KanbanView } from "../../../generated/forms";
import { Failure } from "../../../ui/failure";
import { typeOf } from "../../form/store";
import type { LoadedForm } from "../../form-page";
import { useDrop } from "../drag";
import { fieldOf } from "../records";
import { Card } from "./card";
import type { Column } from "./columns";

type Filter = NonNullable<Query["filter"]>;

/** A column of a board with its count, its sum and its cards; more of them come when its end is in sight. */
export function BoardColumnView({
  column,
  all,
  cards,
  closed,
  form,
  menu,
  view,
  shown,
  query,
  next,
  movable,
  onMove,
  onMore,
}: {
  column: Column;
  all: readonly Column[];
  cards: readonly RecordView[];
  /** Whether there is no way to it from where the lifted card stands. */
  closed: boolean;
  form: LoadedForm;
  menu: AppMenu;
  view: KanbanView;
  shown: readonly AnyField[];
  query: Query;
  next: string | null;
  movable: (record: RecordView) => boolean;
  onMove: (record: RecordView, to: Column) => void;
  onMore: (page: Page) => void;
}) {
  const { language, t } = useTexts();
  const { over, ref } = useDrop(`column${column.key}`, column);
  const [failure, fail] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const total = fieldOf(form, view.total);
  const count = column.found?.count ?? 0;
  const load = async () => {
    if (busy || next === null || column.found === null) return;
    setBusy(true);
    fail(null);
    try {
      const both = [...(query.filter ? [query.filter] : []), column.found.filter as Filter];
      const request = { ...query, after: next, filter: { filters: both, kind: "all" as const }, limit: 50 };
      const address = { app: menu.name, form: form.page.form.name };
      onMore(await ask("POST /api/apps/{app}/forms/{form}/records/query", request, undefined, address));
    } catch (error) {
      fail(error as Error);
    } finally {
      setBusy(false);
    }
  };
  const heading = `column-${column.key.replace(/\W/g, "-")}`;
  return (
    <li
      ref={ref}
      className="board-column"
      aria-labelledby={heading}
      data-closed={closed || undefined}
      data-over={over || undefined}
    >
      <header>
        <h2 id={heading}>
          <OptionTag colour={column.colour}>{column.text}</OptionTag>
          <span className="board-count">
            <span className="unseen">: </span>
            {count}
          </span>
        </h2>
        {total !== undefined && column.found?.total != null ? (
          <span className="board-total">{typeOf(total).text(column.found.total as never, total, language)}</span>
        ) : null}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys */}
      <section className="board-cards" aria-label={column.text} tabIndex={0}>
        {cards.length === 0 ? <p className="board-empty quiet">{t("views.emptyColumn")}</p> : null}
        <ul>
          {cards.map((record) => (
            <Card
              key={record.id}
              columns={all}
              form={form}
              here={column}
              menu={menu}
              movable={movable(record)}
              record={record}
              shown={shown}
              view={view}
              onMove={onMove}
            />
          ))}
        </ul>
        {failure === null ? null : <Failure error={failure} onRetry={() => void load()} />}
        {next === null ? null : <More busy={busy} onMore={() => void load()} />}
      </section>
    </li>
  );
}

/** A button for more cards, which presses itself when it comes into sight. */
function More({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const { t } = useTexts();
  const end = useRef<HTMLDivElement>(null);
  const press = useRef(onMore);
  press.current = onMore;
  useEffect(() => {
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((one) => one.isIntersecting)) press.current();
    });
    if (end.current) seen.observe(end.current);
    return () => seen.disconnect();
  }, []);
  return (
    <div ref={end}>
      <Button block loading={busy} type="text" onClick={onMore}>
        {t("records.more")}
      </Button>
    </div>
  );
}

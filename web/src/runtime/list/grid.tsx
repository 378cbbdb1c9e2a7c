// biome-ignore-all lint/a11y/useSemanticElements: of a table that holds only the lines in sight no HTML table can be made
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and tells which of its cells is meant
import { Checkbox, type MenuProps } from "antd";
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import type { FigureQuery, RecordView, Summary } from "../../generated/api";
import { CellEditor, type Way } from "./cell-editor";
import type { Column } from "./columns";
import { ColumnHead } from "./grid-header";
import { type Place, useGridKeys } from "./grid-keys";
import { FigureValue, GroupLine, type Lefts, RecordLine, StateLine } from "./grid-lines";
import type { ListQuery } from "./query";
import type { Line, Rows } from "./rows";
import type { Selection } from "./selection";
import "./grid.css";

const HEIGHTS = { compact: 32, normal: 40, roomy: 52 } as const;
const HEAD = 40;
const SELECT = 44;
const ACTIONS = 44;
const AROUND = 8;

/** What the grid is given. */
export interface GridProps {
  readonly list: ListQuery;
  readonly rows: Rows;
  readonly lines: readonly Line[];
  readonly figures: readonly FigureQuery[];
  /** The figures of all records; null while they are not known. */
  readonly totals: Summary | null;
  readonly selection: Selection;
  readonly menu: (record: RecordView) => NonNullable<MenuProps["items"]>;
  readonly onOpen: (id: string) => void;
  /** Where the list was scrolled to, kept while somebody looks at a record. */
  readonly scrolled: { top: number };
}

/** Records below each other: only the lines in sight exist; cells are moved between, marked, copied and edited. */
export function Grid(props: GridProps) {
  const { list, rows, lines, selection } = props;
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const height = HEIGHTS[list.density];
  const columns = useMemo(
    () => [...list.columns.filter(isPinned), ...list.columns.filter((one, at) => !isPinned(one, at))],
    [list.columns],
  );
  const shown = useMemo(() => ({ ...list, columns }), [list, columns]);
  const lefts = useMemo(() => leftsOf(columns), [columns]);
  const template = `${SELECT}px ${columns.map((one) => `${one.width}px`).join(" ")} minmax(0, 1fr) ${ACTIONS}px`;
  const width = SELECT + ACTIONS + columns.reduce((sum, one) => sum + one.width, 0);
  const [from, to] = useWindow(box, height, lines.length, props.scrolled, (first, last) => rows.reach(first, last));
  const [dragging, drag] = useState<string | null>(null);
  const [editing, edit] = useState<Place | null>(null);
  const keys = useGridKeys({ ...props, box, columns, edit, editing, height, list: shown });
  const { active, range, focus } = keys;
  const last = useRef<number | null>(null);
  const { toggle } = selection;
  const onSelect = (id: string, on: boolean, line: number, shift: boolean) => {
    const first = shift && last.current !== null ? Math.min(last.current, line) : line;
    const end = shift && last.current !== null ? Math.max(last.current, line) : line;
    const ids = lines.slice(first, end + 1).flatMap((one) => (one.kind === "record" ? [one.record.id] : []));
    last.current = line;
    toggle(ids.length > 0 ? ids : [id], on);
  };
  const selectLine = useLatest(onSelect);
  const menu = useLatest(props.menu);
  const ended = (way: Way) => {
    edit(null);
    box.current?.focus({ preventScroll: true });
    if (way !== "stay" && editing !== null) keys.goOn(editing, way);
  };
  const saved = (record: RecordView) => {
    rows.put(record);
    if (list.query.through !== undefined) void rows.renew(record.id);
  };
  const head = active?.line === -1 ? active.column : null;
  const everything = rows.records.length > 0 && rows.records.every((one) => selection.has(one.id));
  return (
    <div
      ref={box}
      aria-activedescendant={editing === null && active !== null ? cellId(active) : undefined}
      aria-colcount={columns.length + 1}
      aria-describedby="grid-keys"
      aria-label={t("list.rows")}
      aria-multiselectable
      aria-rowcount={lines.length + 1}
      className="grid"
      data-density={list.density}
      role="grid"
      tabIndex={0}
      {...keys.handlers}
    >
      <span className="unseen" id="grid-keys">
        {t("list.keys")}
      </span>
      <div className="grid-heads" role="rowgroup" style={{ minWidth: width }}>
        <div aria-rowindex={1} className="grid-line" role="row" style={{ gridTemplateColumns: template, height: HEAD }}>
          <div className="grid-cell grid-select grid-head" role="columnheader">
            <Checkbox
              aria-label={t("list.all_")}
              checked={everything}
              indeterminate={!everything && selection.count > 0}
              tabIndex={-1}
              onChange={({ target }) =>
                target.checked
                  ? selection.toggle(
                      rows.records.map((one) => one.id),
                      true,
                    )
                  : selection.clear()
              }
            />
          </div>
          {columns.map((column, at) => (
            <ColumnHead
              key={column.name}
              active={head === at}
              column={column}
              dragging={dragging}
              left={lefts[at] ?? null}
              list={shown}
              position={at}
              onDragging={drag}
            />
          ))}
          <div className="grid-cell grid-head" role="presentation" />
          <div className="grid-cell grid-head grid-actions" role="presentation" />
        </div>
      </div>
      <div
        className="grid-body"
        role="rowgroup"
        style={{ "--row": `${height}px`, height: lines.length * height, minWidth: width } as React.CSSProperties}
      >
        {lines.slice(from, to).map((one, offset) => {
          const line = from + offset;
          const top = line * height;
          if (one.kind === "group") {
            return (
              <GroupLine
                key={one.node.key}
                active={active?.line === line}
                figures={props.figures}
                lefts={lefts}
                line={line}
                list={shown}
                node={one.node}
                template={template}
                top={top}
                onToggle={() => {
                  rows.toggle(one.node);
                  focus({ column: 0, line });
                }}
              />
            );
          }
          if (one.kind === "state") {
            return (
              <StateLine
                key={`${one.node.key}/state`}
                line={line}
                state={one.state}
                top={top}
                onRetry={() => rows.again(one.node)}
              />
            );
          }
          const { record } = one;
          const editedAt = editing?.line === line ? editing.column : null;
          const editedColumn = editedAt === null ? undefined : columns[editedAt];
          return (
            <RecordLine
              key={record.id}
              active={active?.line === line ? active.column : null}
              columns={columns}
              editing={editedAt}
              editor={
                editedColumn === undefined ? null : (
                  <CellEditor column={editedColumn} list={shown} record={record} onEnd={ended} onSaved={saved} />
                )
              }
              lefts={lefts}
              line={line}
              menu={menu}
              range={
                range !== null && line >= range.top && line <= range.bottom ? `${range.left}-${range.right}` : null
              }
              record={record}
              route={`#/app/${list.menu.name}/form/${list.form.page.form.name}/${record.id}`}
              selected={selection.has(record.id)}
              template={template}
              top={top}
              onSelect={selectLine}
            />
          );
        })}
      </div>
      {props.figures.length === 0 ? null : (
        <Totals
          columns={columns}
          figures={props.figures}
          lefts={lefts}
          template={template}
          totals={props.totals}
          width={width}
        />
      )}
    </div>
  );
}

/** Returns whether a column stays where it is: the first one, and those that were pinned. */
function isPinned(column: Column, position: number): boolean {
  return column.pinned || position === 0;
}

/** Returns the id of a cell by its place. */
export function cellId({ line, column }: Place): string {
  return line < 0 ? `list-cell-head-${column}` : `list-cell-${line}-${column}`;
}

function leftsOf(columns: readonly Column[]): Lefts {
  let left = SELECT;
  return columns.map((one, at) => {
    if (!isPinned(one, at)) return null;
    left += one.width;
    return left - one.width;
  });
}

/** Returns a function that stays the same and does what the latest one does. */
function useLatest<A extends unknown[], R>(work: (...given: A) => R): (...given: A) => R {
  const latest = useRef(work);
  latest.current = work;
  return useCallback((...given: A) => latest.current(...given), []);
}

/** Returns the lines in sight, with some around them; asks for what is missing, and keeps where it was scrolled to. */
function useWindow(
  box: RefObject<HTMLDivElement | null>,
  height: number,
  count: number,
  scrolled: { top: number },
  onSight: (from: number, to: number) => void,
): readonly [number, number] {
  const [sight, see] = useState({ height: 800, top: scrolled.top });
  const latest = useLatest(onSight);
  useLayoutEffect(() => {
    const grid = box.current;
    if (grid === null) return;
    if (scrolled.top > 0) grid.scrollTop = scrolled.top;
    let waiting = 0;
    const look = () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => {
        scrolled.top = grid.scrollTop;
        see((before) =>
          before.top === grid.scrollTop && before.height === grid.clientHeight
            ? before
            : { height: grid.clientHeight, top: grid.scrollTop },
        );
      });
    };
    const resized = new ResizeObserver(look);
    resized.observe(grid);
    grid.addEventListener("scroll", look, { passive: true });
    return () => {
      cancelAnimationFrame(waiting);
      resized.disconnect();
      grid.removeEventListener("scroll", look);
    };
  }, [box, scrolled]);
  const first = Math.max(0, Math.floor(sight.top / height) - AROUND);
  const last = Math.min(count, Math.ceil((sight.top + sight.height) / height) + AROUND);
  useLayoutEffect(() => {
    if (count > 0) latest(first, last - 1);
  }, [latest, first, last, count]);
  return [Math.min(first, count), last];
}

/** The last line: figures over all records that the list shows. */
function Totals({
  columns,
  figures,
  totals,
  template,
  lefts,
  width,
}: {
  columns: readonly Column[];
  figures: readonly FigureQuery[];
  totals: Summary | null;
  template: string;
  lefts: Lefts;
  width: number;
}) {
  const { t } = useTexts();
  const values = totals?.groups[0]?.figures ?? [];
  return (
    <div className="grid-totals" role="rowgroup" style={{ minWidth: width }}>
      <div className="grid-line" role="row" style={{ gridTemplateColumns: template }}>
        <div className="grid-cell grid-select" role="gridcell" />
        {columns.map((column, at) => {
          const place = figures.findIndex((one) => one.field === column.name);
          const wanted = figures[place];
          return (
            <div
              key={column.name}
              className="grid-cell"
              data-pinned={lefts[at] !== null || undefined}
              data-right={column.type.right || undefined}
              role="gridcell"
              style={lefts[at] === null ? undefined : { left: lefts[at] }}
            >
              {wanted === undefined ? (
                at === 0 ? (
                  <span className="quiet">{t("list.sumOfAll")}</span>
                ) : null
              ) : (
                <span className="grid-total">
                  <small className="quiet">{t(`list.totals.${wanted.figure}`)}</small>
                  <strong>
                    <FigureValue columns={columns} value={(values[place] ?? null) as Json} wanted={wanted} />
                  </strong>
                </span>
              )}
            </div>
          );
        })}
        <div className="grid-cell" role="gridcell" />
        <div className="grid-cell grid-actions" role="gridcell" />
      </div>
    </div>
  );
}

// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not laid out, which the rows of tables cannot
// biome-ignore-all lint/a11y/useFocusableInteractive: in a grid the cells take the focus, not the rows
import { CopyOutlined, DeleteOutlined, DownOutlined, UpOutlined } from "@ant-design/icons";
import { Dropdown } from "antd";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { useTexts } from "../../core/language";
import { SiblingsContext } from "../../fields/sources";
import type { AnyField } from "../../generated/forms";
import { useWords } from "./field-mistakes";
import { FieldInput, idOf } from "./field-view";
import { useCell, useForm, useRows, useSheetSiblings, useWhole } from "./form-context";
import { pasteRows } from "./paste";
import type { RowsProps } from "./row-grid";
import { ROW_HEIGHT, useRowWindow } from "./row-window";
import { copyRow, fillDown, totalOf } from "./rows";
import type { Sheet } from "./sheet";
import { type FormStore, typeOf } from "./store";

/** The cell that the keyboard is at, and whether somebody writes in it. */
interface Place {
  readonly row: string;
  readonly name: string;
  readonly editing: boolean;
}

/** The least width of a column in pixels, and its share of what is left. */
const WIDTHS: Readonly<Partial<Record<AnyField["kind"], readonly [number, number]>>> = {
  address: [280, 3],
  date: [130, 1],
  date_range: [280, 2],
  date_time: [170, 1],
  location: [220, 2],
  number: [96, 1],
  percent: [88, 1],
  reference: [170, 2],
  switch: [80, 0.6],
};
const USUAL = [112, 1.4] as const;
const EDGE = 40;
const POPUPS = ".ant-modal, .ant-picker-dropdown, .ant-select-dropdown, .ant-popover";

/** Rows as a grid that is worked with like a spreadsheet: arrows move, Enter and letters write, tables can be pasted. */
export function RowTable({ field, label, disabled, id }: RowsProps) {
  const { say, t } = useTexts();
  const store = useForm();
  const rows = useRows(field.name);
  const grid = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const columns = columnsOf(store, field.name);
  const places = useRowWindow(grid, rows.length);
  const go = useCallback((to: Place | null) => {
    flushSync(() => setPlace(to));
    if (to !== null) focusCell(grid.current, to);
  }, []);
  const move = useMove(field.name, columns, go);
  if (rows.length === 0) return <p className="nothing rows-none">{t("rows.none")}</p>;
  return (
    <div
      ref={grid}
      className="row-table"
      role="grid"
      aria-colcount={columns.length + 1}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      id={id}
      style={widthsOf(columns, disabled)}
      tabIndex={-1}
      onScroll={places.look}
      onPaste={(event) => paste(event, store, field.name, place, columns, disabled)}
    >
      <div className="row-line head" role="row">
        <div role="columnheader">
          <span className="unseen">{t("rows.number")}</span>
        </div>
        {columns.map((one) => (
          <div key={one.name} className={typeOf(one).right ? "right" : undefined} role="columnheader">
            {say(one.label)}
            {one.required === true ? <span className="field-required">*</span> : null}
          </div>
        ))}
        {disabled ? null : (
          <div role="columnheader">
            <span className="unseen">{t("rows.tools")}</span>
          </div>
        )}
      </div>
      <div role="rowgroup" className="row-lines" style={{ height: rows.length * ROW_HEIGHT }}>
        {shownRows(rows, places, place).map((position) => {
          const sheet = rows[position];
          if (sheet === undefined) return null;
          const first = position === 0 && place === null ? (columns[0]?.name ?? null) : null;
          return (
            <Row
              key={sheet.key}
              at={position}
              columns={columns}
              disabled={disabled}
              editing={place?.row === sheet.key && place.editing}
              go={go}
              here={place?.row === sheet.key ? place.name : first}
              move={move}
              sheet={sheet}
            />
          );
        })}
      </div>
      <Totals columns={columns} disabled={disabled} names={field.totals ?? []} subtable={field.name} />
    </div>
  );
}

/** Returns the positions of the rows that are drawn: those in sight, and the one that the keyboard is at. */
function shownRows(
  rows: readonly Sheet[],
  { first, last }: { readonly first: number; readonly last: number },
  place: Place | null,
): readonly number[] {
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  const at = place === null ? -1 : rows.findIndex((sheet) => sheet.key === place.row);
  return at === -1 || (at >= first && at < last) ? shown : at < first ? [at, ...shown] : [...shown, at];
}

function widthsOf(columns: readonly AnyField[], disabled: boolean): React.CSSProperties {
  const widths = columns.map((one) => WIDTHS[one.kind] ?? USUAL);
  const template = [`${EDGE}px`, ...widths.map(([least, share]) => `minmax(${least}px, ${share}fr)`)];
  const least = widths.reduce((sum, [width]) => sum + width, EDGE * (disabled ? 1 : 2));
  return {
    "--columns": [...template, ...(disabled ? [] : [`${EDGE}px`])].join(" "),
    "--least": `${least}px`,
  } as React.CSSProperties;
}

/** Returns the fields of rows that can be seen at all. */
export function columnsOf(store: FormStore, subtable: string): readonly AnyField[] {
  const plot = store.logic.plot(subtable);
  const back = store.logic.page.rows?.[subtable]?.reference;
  return [...plot.shapes.values()].filter(
    (one) => one.visible !== false && one.name !== back && !store.hidden.has(`${subtable}.${one.name}`),
  );
}

type Go = (place: Place | null) => void;
type Move = (sheet: Sheet, name: string, right: number, down: number, add?: boolean) => boolean;

/** Returns how to go from a cell to another; at the end of the last row a new one may be added. */
function useMove(subtable: string, columns: readonly AnyField[], go: Go): Move {
  const store = useForm();
  return useCallback(
    (sheet, name, right, down, add = false) => {
      const rows = store.rows(subtable);
      const flat = columns.findIndex((one) => one.name === name) + right;
      const wrapped = right === 0 ? flat : (flat + columns.length) % columns.length;
      const far = rows.indexOf(sheet) + down + (right === 0 ? 0 : Math.floor(flat / columns.length));
      const row = Math.abs(down) > 1 ? Math.min(Math.max(far, 0), rows.length - 1) : far;
      const target = rows[row] ?? (add && row === rows.length ? store.addRows(subtable)[0] : undefined);
      const column = columns[wrapped];
      if (target === undefined || column === undefined) return false;
      go({ editing: false, name: column.name, row: target.key });
      return true;
    },
    [store, subtable, columns, go],
  );
}

function focusCell(grid: HTMLElement | null, { editing, name, row }: Place): void {
  const cell = grid?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(`${row}/${name}`)}"]`);
  const input = editing ? cell?.querySelector<HTMLElement>("input, textarea, button, [tabindex]") : null;
  (input ?? cell)?.focus();
  if (input instanceof HTMLInputElement && input.type !== "checkbox") input.select();
}

const Row = memo(function Row({
  sheet,
  at,
  columns,
  disabled,
  here,
  editing,
  go,
  move,
}: {
  sheet: Sheet;
  at: number;
  columns: readonly AnyField[];
  disabled: boolean;
  here: string | null;
  editing: boolean;
  go: Go;
  move: Move;
}) {
  const siblings = useSheetSiblings(sheet);
  return (
    <SiblingsContext.Provider value={siblings}>
      <div className="row-line" role="row" aria-rowindex={at + 2} style={{ top: at * ROW_HEIGHT }}>
        <div className="row-number" role="rowheader">
          {at + 1}
        </div>
        {columns.map((field) => (
          <GridCell
            key={field.name}
            disabled={disabled}
            editing={editing && here === field.name}
            field={field}
            go={go}
            here={here === field.name}
            move={move}
            row={at + 1}
            sheet={sheet}
          />
        ))}
        {disabled ? null : <RowTools at={at} sheet={sheet} />}
      </div>
    </SiblingsContext.Provider>
  );
});

interface CellProps {
  sheet: Sheet;
  field: AnyField;
  row: number;
  disabled: boolean;
  here: boolean;
  editing: boolean;
  go: Go;
  move: Move;
}

function GridCell({ sheet, field, row, disabled, here, editing, go, move }: CellProps) {
  const { say, t } = useTexts();
  const store = useForm();
  const words = useWords();
  const cell = useCell(sheet, field.name);
  const before = useRef(cell.value);
  useEffect(() => {
    // What stood there comes back with Escape.
    if (!editing) before.current = cell.value;
  }, [editing, cell.value]);
  const type = typeOf(field);
  const fixed = disabled || cell.readOnly || !cell.visible;
  const label = t("rows.cell", { name: say(field.label), row });
  const id = idOf(sheet, field.name);
  const [wrong] = cell.mistakes;
  const keys = (event: KeyboardEvent) => {
    if (editing) editKeys(event);
    else moveKeys(event);
  };
  const editKeys = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      store.enter(sheet, field.name, before.current);
      go({ editing: false, name: field.name, row: sheet.key });
    } else if (event.key === "Enter" && !event.defaultPrevented && !isOpen(event.target)) {
      event.preventDefault();
      if (!move(sheet, field.name, 0, 1)) go({ editing: false, name: field.name, row: sheet.key });
    } else if (event.key === "Tab" && move(sheet, field.name, event.shiftKey ? -1 : 1, 0, !event.shiftKey)) {
      event.preventDefault();
    }
  };
  const moveKeys = (event: KeyboardEvent) => {
    const [right, down] = event.altKey ? [0, 0] : (ARROWS[event.key] ?? [0, 0]);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") {
      event.preventDefault();
      if (!fixed) fillDown(store, sheet, field.name);
    } else if (event.altKey && !disabled && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      store.moveRow(sheet, event.key === "ArrowUp" ? -1 : 1);
      go({ editing: false, name: field.name, row: sheet.key });
    } else if (right !== 0 || down !== 0) {
      event.preventDefault();
      move(sheet, field.name, right, down, event.key === "ArrowDown" && !disabled && hasSomething(sheet));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (!fixed) store.enter(sheet, field.name, null);
    } else if ((event.key === "Enter" || event.key === "F2") && !fixed) {
      event.preventDefault();
      go({ editing: true, name: field.name, row: sheet.key });
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !fixed) {
      // The letter goes into the input that takes the focus now.
      go({ editing: true, name: field.name, row: sheet.key });
    }
  };
  const always = field.kind === "switch" && cell.visible;
  return (
    <div
      aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
      aria-invalid={wrong !== undefined || undefined}
      aria-label={editing ? undefined : label}
      aria-labelledby={editing || always || cell.value === null ? undefined : `${id} ${id}-shown`}
      aria-readonly={fixed || undefined}
      className={`row-cell${type.right ? " right" : ""}${fixed ? " fixed" : ""}`}
      data-cell={`${sheet.key}/${field.name}`}
      id={editing || always ? undefined : id}
      role="gridcell"
      tabIndex={here && !editing ? 0 : -1}
      title={wrong === undefined ? undefined : words(wrong)}
      onBlur={(event) => {
        const next = event.relatedTarget;
        if (event.currentTarget.contains(next) || (next instanceof Element && next.closest(POPUPS) !== null)) return;
        store.touch(sheet, field.name);
        if (editing) go(null);
      }}
      onClick={() => !editing && !always && go({ editing: !fixed, name: field.name, row: sheet.key })}
      onCopy={(event) => {
        if (editing || cell.value === null) return;
        event.clipboardData.setData("text/plain", type.text(cell.value, field, "en"));
        event.preventDefault();
      }}
      onKeyDown={keys}
    >
      {(editing || always) && cell.visible ? (
        <FieldInput cell={cell} compact field={field} id={id} label={label} sheet={sheet} type={type} />
      ) : cell.value === null || !cell.visible ? null : (
        <span id={`${id}-shown`}>
          <type.Cell field={field} value={cell.value} />
        </span>
      )}
      {wrong === undefined ? null : (
        <span className="unseen" id={`${id}-wrong`}>
          {words(wrong)}
        </span>
      )}
    </div>
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  PageDown: [0, 10],
  PageUp: [0, -10],
};

function isOpen(target: EventTarget): boolean {
  return target instanceof Element && target.getAttribute("aria-expanded") === "true";
}

function hasSomething(sheet: Sheet): boolean {
  return sheet.entered.size > 0 || !sheet.isNew;
}

function RowTools({ sheet, at }: { sheet: Sheet; at: number }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  // The menu is made when it is wanted: that of every row would cost more than all cells of the row.
  const button = (
    <button
      type="button"
      aria-expanded={open}
      aria-haspopup="menu"
      aria-label={t("rows.toolsOf", { row: at + 1 })}
      className="row-menu"
      onClick={() => setOpen(true)}
    >
      <span aria-hidden>⋮</span>
    </button>
  );
  return (
    <div className="row-cell tools" role="gridcell" tabIndex={-1}>
      {open ? (
        <RowMenu at={at} sheet={sheet} onClose={() => setOpen(false)}>
          {button}
        </RowMenu>
      ) : (
        button
      )}
    </div>
  );
}

function RowMenu({
  sheet,
  at,
  onClose,
  children,
}: {
  sheet: Sheet;
  at: number;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTexts();
  const store = useForm();
  const acts = {
    copy: () => copyRow(store, sheet),
    down: () => store.moveRow(sheet, 1),
    insert: () => store.addRows(sheet.plot.subtable ?? "", 1, at),
    remove: () => store.removeRow(sheet),
    up: () => store.moveRow(sheet, -1),
  } as const;
  return (
    <Dropdown
      autoFocus
      open
      menu={{
        items: [
          { icon: <CopyOutlined />, key: "copy", label: t("rows.copy") },
          { key: "insert", label: t("rows.insert") },
          { icon: <UpOutlined />, key: "up", label: t("rows.up") },
          { icon: <DownOutlined />, key: "down", label: t("rows.down") },
          { danger: true, icon: <DeleteOutlined />, key: "remove", label: t("rows.remove") },
        ],
        onClick: ({ key }) => {
          onClose();
          acts[key as keyof typeof acts]();
        },
      }}
      trigger={["click"]}
      onOpenChange={(wanted) => wanted || onClose()}
    >
      {children}
    </Dropdown>
  );
}

/** The sums below the rows. */
export function Totals({
  subtable,
  names,
  columns,
  disabled,
}: {
  subtable: string;
  names: readonly string[];
  columns: readonly AnyField[];
  disabled: boolean;
}) {
  const { t } = useTexts();
  if (names.length === 0) return null;
  return (
    <div className="row-line totals" role="row">
      <div role="rowheader">
        ∑<span className="unseen">{t("rows.totals")}</span>
      </div>
      {columns.map((one) => (
        <div key={one.name} className="right" role="gridcell" tabIndex={-1}>
          {names.includes(one.name) ? <Total field={one} subtable={subtable} /> : null}
        </div>
      ))}
      {disabled ? null : <div role="presentation" />}
    </div>
  );
}

/** The sum of a column. */
export function Total({ subtable, field }: { subtable: string; field: AnyField }) {
  const sum = useWhole((store) => totalOf(store, subtable, field.name));
  const type = typeOf(field);
  return <type.Cell field={field} value={sum} />;
}

function paste(
  event: ClipboardEvent,
  store: FormStore,
  subtable: string,
  place: Place | null,
  columns: readonly AnyField[],
  disabled: boolean,
): void {
  const text = event.clipboardData.getData("text/plain");
  // One value belongs into the input that somebody writes in.
  if (disabled || place === null || (place.editing && !/[\t\n]/.test(text.trimEnd()))) return;
  event.preventDefault();
  pasteRows(store, subtable, text, { columns, name: place.name, row: place.row });
}

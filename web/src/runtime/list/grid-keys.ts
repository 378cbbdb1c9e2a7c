import { App } from "antd";
import { type KeyboardEvent, type MouseEvent, type RefObject, useState } from "react";
import { useTexts } from "../../core/language";
import { useSources } from "../../fields/sources";
import type { Way } from "./cell-editor";
import { cellText, sheetText } from "./cell-text";
import type { Column } from "./columns";
import { isOpen } from "./editing";
import { sortedBy } from "./grid-header";
import type { ListQuery } from "./query";
import type { Line, Rows } from "./rows";
import type { Selection } from "./selection";

/** A cell by its line, -1 for the head, and its column. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

interface Given {
  readonly list: ListQuery;
  readonly rows: Rows;
  readonly lines: readonly Line[];
  readonly columns: readonly Column[];
  readonly selection: Selection;
  readonly box: RefObject<HTMLDivElement | null>;
  readonly height: number;
  readonly editing: Place | null;
  readonly edit: (place: Place | null) => void;
  readonly onOpen: (id: string) => void;
}

/** Moves between the cells of a grid by keys and mouse: marks, copies, selects, opens, and begins to edit. */
export function useGridKeys(given: Given) {
  const { list, rows, lines, columns, selection, box, height, editing, edit, onOpen } = given;
  const { t, language } = useTexts();
  const { message } = App.useApp();
  const { titles } = useSources();
  const [active, setActive] = useState<Place | null>(null);
  const [anchor, setAnchor] = useState<Place | null>(null);
  const place = active === null ? null : within(active);

  function within({ line, column }: Place): Place {
    return {
      column: Math.max(0, Math.min(column, columns.length - 1)),
      line: Math.max(-1, Math.min(line, lines.length - 1)),
    };
  }

  function focus(to: Place, marking = false): void {
    const next = within(to);
    setAnchor(marking ? (anchor ?? place ?? next) : null);
    setActive(next);
    show(box.current, next, height);
  }

  function open(at: Place): boolean {
    const line = lines[at.line];
    const column = columns[at.column];
    if (line?.kind !== "record" || column === undefined || !isOpen(list, line.record, column)) return false;
    setAnchor(null);
    setActive(at);
    edit(at);
    return true;
  }

  /** Goes on to the next cell that can be edited, and edits it; or to the line below. */
  function goOn(at: Place, way: Way): void {
    if (way === "below") {
      focus({ column: at.column, line: at.line + 1 });
      return;
    }
    const step = way === "next" ? 1 : -1;
    let { line, column } = at;
    for (let tries = 0; tries < columns.length * 2; tries += 1) {
      column += step;
      if (column >= columns.length || column < 0) {
        line += step;
        column = step > 0 ? 0 : columns.length - 1;
      }
      if (lines[line] === undefined) return;
      if (open({ column, line })) {
        show(box.current, { column, line }, height);
        return;
      }
    }
  }

  const range =
    anchor === null || place === null
      ? null
      : {
          bottom: Math.max(anchor.line, place.line),
          left: Math.min(anchor.column, place.column),
          right: Math.max(anchor.column, place.column),
          top: Math.min(anchor.line, place.line),
        };

  async function copy(): Promise<void> {
    const wanted =
      range ??
      (place === null ? null : { bottom: place.line, left: place.column, right: place.column, top: place.line });
    const chosen = selection.count > 0 && range === null ? rows.records.filter((one) => selection.has(one.id)) : null;
    if (chosen === null && wanted === null) return;
    const records =
      chosen ??
      lines
        .slice(Math.max(0, wanted?.top ?? 0), (wanted?.bottom ?? 0) + 1)
        .flatMap((one) => (one.kind === "record" ? [one.record] : []));
    const taken = chosen === null ? columns.slice(wanted?.left ?? 0, (wanted?.right ?? 0) + 1) : columns;
    const text = sheetText(records.map((record) => taken.map((column) => cellText(record, column, titles, language))));
    try {
      await navigator.clipboard.writeText(text);
      void message.success(t("list.copied"));
    } catch {
      void message.warning(t("list.notCopied"));
    }
  }

  function act(at: Place): void {
    const line = lines[at.line];
    if (at.line < 0) {
      const by = columns[at.column]?.sortBy;
      if (by) list.setSort(sortedBy(list.sort, by, false));
    } else if (line?.kind === "group") rows.toggle(line.node);
    else if (line?.kind === "record" && (at.column === 0 || !open(at))) onOpen(line.record.id);
  }

  function select(at: Place): void {
    const line = lines[at.line];
    if (line?.kind === "record") selection.toggle([line.record.id], !selection.has(line.record.id));
    else if (line?.kind === "group") rows.toggle(line.node);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (editing !== null || event.nativeEvent.isComposing) return;
    const target = event.target as HTMLElement;
    if (target !== box.current && target.closest("button, input, [role=menu], [role=separator]")) return;
    const here = place ?? { column: 0, line: 0 };
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / height) - 2);
    const held = event.ctrlKey || event.metaKey;
    const moves: Readonly<Record<string, Place>> = {
      ArrowDown: { ...here, line: here.line + 1 },
      ArrowLeft: { ...here, column: here.column - 1 },
      ArrowRight: { ...here, column: here.column + 1 },
      ArrowUp: { ...here, line: here.line - 1 },
      End: held ? { column: columns.length - 1, line: lines.length - 1 } : { ...here, column: columns.length - 1 },
      Home: held ? { column: 0, line: 0 } : { ...here, column: 0 },
      PageDown: { ...here, line: here.line + page },
      PageUp: { ...here, line: Math.max(0, here.line - page) },
    };
    const to = moves[event.key];
    if (to !== undefined) focus(place === null ? { column: 0, line: 0 } : to, event.shiftKey);
    else if (event.key === "Enter" && held) openRecord(here);
    else if (event.key === "Enter") act(here);
    else if (event.key === "F2") open(here);
    else if (event.key === " ") select(here);
    else if (held && event.key.toLowerCase() === "c") void copy();
    else if (event.key === "Escape") {
      setAnchor(null);
      selection.clear();
      return;
    } else return;
    event.preventDefault();
  }

  function openRecord(at: Place): void {
    const line = lines[at.line];
    if (line?.kind === "record") onOpen(line.record.id);
  }

  function placeOf(event: MouseEvent): Place | null {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-line][data-column]");
    return cell === null
      ? null
      : { column: Number(cell.getAttribute("data-column")), line: Number(cell.getAttribute("data-line")) };
  }

  return {
    active: place,
    focus,
    goOn,
    handlers: {
      onClick: (event: MouseEvent) => {
        const at = placeOf(event);
        if (at !== null && editing === null) focus(at, event.shiftKey);
      },
      onDoubleClick: (event: MouseEvent) => {
        const at = placeOf(event);
        if (at === null || (event.target as HTMLElement).closest("a, button, input")) return;
        if (!open(at)) openRecord(at);
      },
      onFocus: (event: React.FocusEvent) => {
        if (event.target === box.current && place === null && lines.length > 0) setActive({ column: 0, line: 0 });
      },
      onKeyDown,
    },
    range,
  };
}

/** Scrolls until a cell is in sight, beside what is pinned. */
function show(box: HTMLElement | null, { line, column }: Place, height: number): void {
  if (box === null) return;
  const head = 40;
  const foot = box.querySelector<HTMLElement>(".grid-totals")?.offsetHeight ?? 0;
  const top = line * height;
  if (line >= 0 && top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + box.clientHeight - head - foot) {
    box.scrollTop = top + height - box.clientHeight + head + foot;
  }
  const heads = [...box.querySelectorAll<HTMLElement>(".grid-heads .grid-head[id]")];
  const cell = heads[column];
  if (cell === undefined || cell.hasAttribute("data-pinned")) return;
  const pinned = heads.filter((one) => one.hasAttribute("data-pinned")).reduce((sum, one) => sum + one.offsetWidth, 44);
  if (cell.offsetLeft - pinned < box.scrollLeft) box.scrollLeft = cell.offsetLeft - pinned;
  else if (cell.offsetLeft + cell.offsetWidth + 44 > box.scrollLeft + box.clientWidth) {
    box.scrollLeft = cell.offsetLeft + cell.offsetWidth + 44 - box.clientWidth;
  }
}

import type { Json } from "../../fields/field-type";
import type { AnyField } from "../../generated/forms";
import type { Sheet } from "./sheet";
import { type FormStore, typeOf } from "./store";

/** Returns the cells of a table as spreadsheets put it on the clipboard: tabs, lines, quotes around lines in cells. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const normal = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < normal.length; at += 1) {
    const letter = normal[at];
    if (quoted) {
      if (letter === '"' && normal[at + 1] === '"') at += 1;
      else if (letter === '"') {
        quoted = false;
        continue;
      }
      cell += letter;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === "\t" || letter === "\n") {
      rows.at(-1)?.push(cell);
      cell = "";
      if (letter === "\n") rows.push([]);
    } else cell += letter;
  }
  rows.at(-1)?.push(cell);
  return rows;
}

/** Puts a table from the clipboard into rows from a cell on, with new rows where there are too few. */
export function pasteRows(
  store: FormStore,
  subtable: string,
  text: string,
  at: { readonly row: string; readonly name: string; readonly columns: readonly AnyField[] },
): void {
  const table = cellsOf(text);
  const before = store.rows(subtable);
  const first = before.findIndex((sheet) => sheet.key === at.row);
  const left = at.columns.findIndex((one) => one.name === at.name);
  const field = store.top.plot.shapes.get(subtable);
  const most = field?.kind === "subtable" ? (field.most ?? 500) : 500;
  const missing = Math.min(first + table.length, most) - before.length;
  if (missing > 0) store.addRows(subtable, missing);
  const rows = store.rows(subtable);
  const inputs: (readonly [Sheet, string, Json])[] = [];
  for (const [down, cells] of table.entries()) {
    const sheet = rows[first + down];
    if (sheet === undefined) break;
    for (const [right, cell] of cells.entries()) {
      const column = at.columns[left + right];
      if (column === undefined || store.cell(sheet, column.name).readOnly) continue;
      inputs.push([sheet, column.name, typeOf(column).understood(cell, column)]);
    }
  }
  store.enterAll(inputs);
}

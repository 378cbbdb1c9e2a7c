import { numberOf } from "../../fields/values";
import { Decimal } from "../../language";
import { plain } from "../../language/decimal";
import type { Sheet } from "./sheet";
import type { FormStore } from "./store";

/** Adds a row after another, with what was entered into it. */
export function copyRow(store: FormStore, sheet: Sheet): void {
  const { subtable } = sheet.plot;
  if (subtable === null) return;
  const [made] = store.addRows(subtable, 1, store.rows(subtable).indexOf(sheet) + 1);
  if (made === undefined) return;
  const kept = sheet.plot.fields.filter(({ name }) => !sheet.plot.computed.has(name));
  store.enterAll(kept.map(({ name }) => [made, name, sheet.values.get(name) ?? null] as const));
}

/** Takes the value of the row above into a row. */
export function fillDown(store: FormStore, sheet: Sheet, name: string): void {
  const { subtable } = sheet.plot;
  const rows = subtable === null ? [] : store.rows(subtable);
  const above = rows[rows.indexOf(sheet) - 1];
  if (above !== undefined) store.enter(sheet, name, above.values.get(name) ?? null);
}

/** Returns the sheet and the field that a path of the server leads to: `/lines/2/quantity`. */
export function placeOf(store: FormStore, path: string): readonly [Sheet | null, string | null] {
  const [, head = "", position, name] = path.split("/");
  if (!store.logic.top.shapes.has(head)) return [null, null];
  if (!store.logic.rows.has(head) || position === undefined) return [store.top, head];
  const row = store.rows(head)[Number(position)];
  return row === undefined || name === undefined || !row.plot.shapes.has(name) ? [store.top, head] : [row, name];
}

/** Returns the sum of a column of a sub-table as text. */
export function totalOf(store: FormStore, subtable: string, name: string): string {
  const numbers = store.rows(subtable).map((row) => numberOf(row.values.get(name)) ?? new Decimal(0));
  return plain(numbers.reduce((sum, one) => sum.plus(one), new Decimal(0)));
}

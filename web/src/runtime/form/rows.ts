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

/** Returns the sheet and the field that a path of the server leads to: `/lines/2/quantity`. */
export function placeOf(store: FormStore, path: string): readonly [Sheet | null, string | null] {
  const [, head = "", position, name] = path.split("/");
  if (!store.logic.top.shapes.has(head)) return [null, null];
  if (!store.logic.rows.has(head) || position === undefined) return [store.top, head];
  const row = store.rows(head)[Number(position)];
  return row === undefined || name === undefined || !row.plot.shapes.has(name) ? [store.top, head] : [row, name];
}

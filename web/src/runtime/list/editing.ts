import type { RecordView } from "../../generated/api";
import { may } from "../menu";
import type { Column } from "./columns";
import type { ListQuery } from "./query";

/** Kinds that need more room than a cell. */
const ROOMY: ReadonlySet<string> = new Set([
  "subtable",
  "rich_text",
  "json",
  "button",
  "file",
  "image",
  "signature",
  "location",
  "long_text",
  "address",
]);

/** Returns whether a column can be edited in the list at all. */
export function isEditable(list: ListQuery, { name, field }: Column): boolean {
  const { form, menu, view } = list;
  if (view?.kind === "list" && view.inline === false) return false;
  if (name.includes(".") || !form.logic.top.shapes.has(name) || ROOMY.has(field.kind)) return false;
  const written = (form.page.form.fields ?? []).find((one) => one.name === name);
  return may(menu, form.page.form.name, "edit") && written?.read_only !== true && !form.logic.top.computed.has(name);
}

/** Returns whether somebody may edit a column of a record, as far as the page knows; the server decides again. */
export function isOpen(list: ListQuery, record: RecordView, column: Column): boolean {
  return isEditable(list, column) && !record.locked?.includes(column.name) && !record.masked?.includes(column.name);
}

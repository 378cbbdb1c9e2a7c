import type { Language } from "../../core/language";
import type { Titles } from "../../fields/sources";
import { texts } from "../../fields/values";
import type { RecordView } from "../../generated/api";
import { columnValue } from "../system";
import type { Column } from "./columns";
import { identity } from "./filter-value";

/** Returns the value of a column of a record as text, as people copy it. */
export function cellText(record: RecordView, column: Column, titles: Titles, language: Language): string {
  const value = columnValue(record, column.name);
  if (value === null) return "";
  if (record.masked?.includes(column.name)) return String(value);
  if (identity(column.field) !== null) {
    const ids = typeof value === "string" ? [value] : texts(value);
    return ids.map((id) => titles.of(id) ?? id).join(", ");
  }
  return column.type.text(value, column.field, language);
}

/** Returns lines of cells as spreadsheets take them. */
export function sheetText(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => line.map((one) => one.replaceAll(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
}

import type { TFunction } from "i18next";
import type { Answer, Label, ReportColumn, ReportRow } from "../generated/api";

/** A column of an answer with its place. */
export interface Placed {
  readonly at: number;
  readonly column: ReportColumn;
}

/** An answer as charts read it. */
export interface Read {
  readonly answer: Answer;
  readonly dimensions: readonly Placed[];
  readonly measures: readonly Placed[];
  /** The groups without totals, in their order. */
  readonly details: readonly ReportRow[];
  /** The total over everything, where the question asks for it. */
  readonly total: ReportRow | undefined;
}

/** Returns an answer as charts read it. */
export function readAnswer(answer: Answer): Read {
  const placed = answer.columns.map((column, at) => ({ at, column }));
  const dimensions = placed.filter(({ column }) => column.role === "dimension");
  const full = (row: ReportRow) => (row.level ?? []).length === dimensions.length;
  return {
    answer,
    details: answer.rows.filter(full),
    dimensions,
    measures: placed.filter(({ column }) => column.role === "measure"),
    total: dimensions.length === 0 ? answer.rows[0] : answer.rows.find((row) => (row.level ?? []).length === 0),
  };
}

/** Returns a number of an answer for drawing: exact digits do not show on a screen; null where there is none. */
export function numberAt(row: ReportRow | undefined, at: number): number | null {
  const value = row?.values[at];
  return value === null || value === undefined ? null : Number(value);
}

/** Returns a number of the stretch of time that is compared with. */
export function numberBefore(read: Read, row: ReportRow | undefined, measure: string): number | null {
  const at = read.measures.findIndex(({ column }) => column.name === measure);
  const value = row?.before?.[at];
  return value === null || value === undefined ? null : Number(value);
}

/** What texts of an answer are made with. */
export interface Words {
  readonly language: string;
  readonly say: (label: Label) => string;
  readonly t: TFunction;
}

/** Returns the head of a column. */
export function headOf(column: ReportColumn, { say }: Pick<Words, "say">): string {
  return column.label ? say(column.label) : column.name;
}

/** Returns a member of a dimension as people read it. */
export function memberText(column: ReportColumn, value: unknown, words: Words): string {
  const { say, t, language } = words;
  if (value === null || value === undefined || value === "") return t("reports.none");
  const option = (column.options ?? []).find(([key]) => key === String(value));
  if (option !== undefined) return say(option[1]);
  if (typeof value === "boolean") return t(value ? "reports.yes" : "reports.no");
  if (column.grain) return periodText(column.grain, String(value), language);
  // A number that is grouped by keeps the digits that say something: 0.25, not 0.2500.
  if (column.type === "number" && Number.isFinite(Number(value))) {
    return new Intl.NumberFormat(language, { maximumFractionDigits: 8 }).format(Number(value));
  }
  if (Array.isArray(value)) return value.map((one) => memberText(column, one, words)).join(", ");
  return String(value);
}

/** Returns the text of a group in one dimension, which may be all others. */
export function groupText(row: ReportRow, { at, column }: Placed, words: Words): string {
  return (row.others ?? []).includes(column.name)
    ? words.t("reports.others")
    : memberText(column, row.values[at], words);
}

/** Returns the members of a dimension in an order of their own: as their options stand, by time, else by their values. */
export function membersAlong({ details }: Read, placed: Placed, words: Words): readonly string[] {
  const { at, column } = placed;
  const options = new Map((column.options ?? []).map(([key], place) => [key, place]));
  const left = (row: ReportRow) => (row.others ?? []).includes(column.name);
  const order = (one: ReportRow, other: ReportRow) => {
    if (left(one) !== left(other)) return left(one) ? 1 : -1;
    const [first, second] = [String(one.values[at] ?? ""), String(other.values[at] ?? "")];
    const [a, b] = [options.get(first), options.get(second)];
    if (a !== undefined && b !== undefined) return a - b;
    return first.localeCompare(second, words.language, { numeric: true });
  };
  return [...new Set([...details].sort(order).map((row) => groupText(row, placed, words)))];
}

/** Returns a period as people read it: 2026-03, Q2 2026, Mon. */
export function periodText(grain: string, value: string, language: string): string {
  const number = Number(value);
  if (grain === "hour_of_day") return `${value.padStart(2, "0")}:00`;
  // 1 January 2024 was a Monday.
  if (grain === "day_of_week") return shown(new Date(2024, 0, number), language, { weekday: "short" });
  if (grain === "month_of_year") return shown(new Date(2024, number - 1, 1), language, { month: "short" });
  const [year = "", month = "1", day = ""] = value.slice(0, 10).split("-");
  if (grain === "year") return year;
  if (grain === "month") return `${year}-${month}`;
  if (grain === "quarter") return `${year} Q${Math.floor((Number(month) - 1) / 3) + 1}`;
  return `${year}-${month}-${day}`;
}

function shown(day: Date, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, options).format(day);
}

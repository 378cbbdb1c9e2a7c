import dayjs, { type Dayjs } from "dayjs";
import type { Json, JsonObject } from "../../fields/field-type";
import { isObject, member } from "../../fields/values";
import type { RecordView } from "../../generated/api";
import type { AnyField } from "../../generated/forms";
import type { LoadedForm } from "../form-page";
import { columnValue } from "../system";
import { fieldOf } from "./records";

/** From when to when a record lasts, in the zone of the device. */
export interface Stretch {
  readonly from: Dayjs;
  /** The last day or instant, which belongs to it. */
  readonly to: Dayjs;
  /** Whether its beginning is an instant, not a day. */
  readonly timed: boolean;
}

/** The fields that say when a record is. */
export interface When {
  readonly start: AnyField;
  readonly end: AnyField | null;
}

/** How long an entry is that has an instant and no end. */
const USUAL_MINUTES = 60;

/** Returns the fields that say when records are; null when the reader may not see the beginning. */
export function whenOf(form: LoadedForm, start: string, end: string | null | undefined): When | null {
  const field = fieldOf(form, start);
  return field === undefined ? null : { end: fieldOf(form, end) ?? null, start: field };
}

function moment(value: Json): Dayjs | null {
  if (typeof value !== "string") return null;
  const found = dayjs(value);
  return found.isValid() ? found : null;
}

/** Returns from when to when a record lasts; null for one without a day. */
export function stretchOf(record: RecordView, { start, end }: When): Stretch | null {
  const value = columnValue(record, start.name);
  if (start.kind === "date_range") {
    const ends: Json = isObject(value) ? value : null;
    const from = moment(member(ends, "from"));
    const to = moment(member(ends, "to"));
    return from === null || to === null ? null : { from, timed: start.with_time === true, to };
  }
  const from = moment(value);
  if (from === null) return null;
  const timed = start.kind === "date_time";
  const last = end === null ? null : moment(columnValue(record, end.name));
  const usual = timed ? from.add(USUAL_MINUTES, "minute") : from;
  return { from, timed, to: last === null || last.isBefore(from) ? usual : last };
}

function written(field: AnyField, at: Dayjs): string {
  const timed = field.kind === "date_time" || (field.kind === "date_range" && field.with_time === true);
  return timed ? at.toISOString().replace(/\.\d+Z$/, "Z") : at.format("YYYY-MM-DD");
}

/** Returns the values of a record that is to last from and to other moments. */
export function valuesOf(record: RecordView, { start, end }: When, { from, to }: Stretch): JsonObject {
  if (start.kind === "date_range") return { [start.name]: { from: written(start, from), to: written(start, to) } };
  const kept = end !== null && columnValue(record, end.name) !== null;
  return { [start.name]: written(start, from), ...(kept ? { [end.name]: written(end, to) } : {}) };
}

/** Returns the values of a record whose end alone is moved; null when nothing says where it ends. */
export function endValues(record: RecordView, when: When, { from, to }: Stretch): JsonObject | null {
  if (when.start.kind === "date_range") return valuesOf(record, when, { from, timed: false, to });
  return when.end === null ? null : { [when.end.name]: written(when.end, to) };
}

/** Returns the address of a form for a new record on a day, or at an instant. */
export function newAt(app: string, form: string, { start }: When, at: Dayjs): string {
  // A stretch has two ends, of which the day says one.
  if (start.kind === "date_range") return `app/${app}/form/${form}/new`;
  return `app/${app}/form/${form}/new?${new URLSearchParams({ [start.name]: written(start, at) })}`;
}

import {
  DAY,
  DateTimeValue,
  type DateValue,
  type DaysTime,
  dateOfOrdinal,
  daysTime,
  HOUR,
  MINUTE,
  makeDate,
  SECOND,
  TimeValue,
  type YearsMonths,
  yearsMonths,
} from "./temporal";
import { UTC, type Zone, zoneNamed, zoneOfOffset } from "./zones";

const DATE = "(?<year>-?(?:[1-9]\\d{4,8}|\\d{4}))-(?<month>\\d\\d)-(?<day>\\d\\d)";
const ZONE = "(?<zone>Z|[+-]\\d\\d:\\d\\d(?::\\d\\d)?|@[A-Za-z][A-Za-z0-9_+/-]*)?";
const TIME = `(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)(?:\\.(?<fraction>\\d+))?${ZONE}`;
const DATE_TEXT = new RegExp(`^${DATE}$`);
const TIME_TEXT = new RegExp(`^T?${TIME}$`);
const DATE_TIME_TEXT = new RegExp(`^${DATE}(?:T${TIME})?$`);
const DAYS_TIME_TEXT = /^(-)?P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?$/;
const YEARS_MONTHS_TEXT = /^(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?$/;
const MAX_TEXT = 200;

/** The parts of a matched text that are there. */
interface Groups {
  readonly year?: string;
  readonly month?: string;
  readonly day?: string;
  readonly hour?: string;
  readonly minute?: string;
  readonly second?: string;
  readonly fraction?: string;
  readonly zone?: string;
}

/** Returns the date of an ISO 8601 text (`2024-02-29`), null when it is none. */
export function readDate(text: string): DateValue | null {
  const groups = DATE_TEXT.exec(text)?.groups;
  return groups === undefined ? null : dateIn(groups);
}

/** Returns the time of a text such as `13:20:00`, `13:20:00.5+02:00`, `13:20:00@Asia/Shanghai`; null for others. */
export function readTime(text: string): TimeValue | null {
  const groups = TIME_TEXT.exec(text)?.groups;
  const found = groups === undefined ? null : clockIn(groups);
  return found === null ? null : new TimeValue(found.ns % DAY, found.zone);
}

/** Returns the date and time of a text (a date alone is its midnight), null when it is none. */
export function readDateTime(text: string): DateTimeValue | null {
  const groups = DATE_TIME_TEXT.exec(text)?.groups;
  const date = groups === undefined ? null : dateIn(groups);
  if (groups === undefined || date === null) return null;
  const { hour } = groups;
  if (hour === undefined) return new DateTimeValue(date, 0, null);
  const found = clockIn(groups);
  if (found === null) return null;
  if (found.ns < DAY) return new DateTimeValue(date, found.ns, found.zone);
  const after = dateOfOrdinal(date.ordinal() + 1);
  return after === null ? null : new DateTimeValue(after, 0, found.zone);
}

/** Returns the duration of an ISO 8601 text (`P1DT2H`, `P1Y6M`), null when it is none or mixes months and days. */
export function readDuration(text: string): DaysTime | YearsMonths | null {
  if (text.length > MAX_TEXT) return null;
  const months = YEARS_MONTHS_TEXT.exec(text);
  if (months !== null) {
    const total = BigInt(months[2] ?? 0) * 12n + BigInt(months[3] ?? 0);
    return yearsMonths(months[1] === undefined ? total : -total);
  }
  const days = DAYS_TIME_TEXT.exec(text);
  if (days === null) return null;
  const part = (group: number, size: number) => BigInt(days[group] ?? 0) * BigInt(size);
  const total = part(2, DAY) + part(3, HOUR) + part(4, MINUTE) + part(5, SECOND) + BigInt(fractionOf(days[6]));
  return daysTime(days[1] === undefined ? total : -total);
}

/** Returns the value of an at-literal: a duration, date, time, or date and time; null when the text is none. */
export function readTemporal(text: string): DaysTime | YearsMonths | DateValue | TimeValue | DateTimeValue | null {
  return readDuration(text) ?? readDate(text) ?? readTime(text) ?? readDateTime(text);
}

function dateIn(groups: Groups): DateValue | null {
  const { year, month, day } = groups;
  return makeDate(Number(year), Number(month), Number(day));
}

function fractionOf(digits: string | undefined): number {
  return Number(`${digits ?? ""}000000000`.slice(0, 9));
}

/** Returns nanoseconds and zone of a matched time; `24:00:00` is the end of the day. */
function clockIn(groups: Groups): { ns: number; zone: Zone | null } | null {
  const [hour = 0, minute = 0, second = 0] = [groups.hour, groups.minute, groups.second].map(Number);
  if (minute > 59 || second > 59) return null;
  const ns = hour * HOUR + minute * MINUTE + second * SECOND + fractionOf(groups.fraction);
  if (ns > DAY) return null;
  const text = groups.zone;
  if (text === undefined) return { ns, zone: null };
  const zone = readZone(text);
  return zone === null ? null : { ns, zone };
}

function readZone(text: string): Zone | null {
  if (text === "Z") return UTC;
  if (text.startsWith("@")) return zoneNamed(text.slice(1));
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(":").map(Number);
  if (minutes > 59 || seconds > 59) return null;
  const offset = hours * 3600 + minutes * 60 + seconds;
  return zoneOfOffset(text.startsWith("-") ? -offset : offset);
}

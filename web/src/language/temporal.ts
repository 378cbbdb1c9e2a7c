import { LONGEST } from "../generated/language";
import { type CivilDate, dateOfDays, daysInMonth, daysOf, MAX_YEAR } from "./calendar";
import { Decimal } from "./decimal";
import { formatZone, offsetOfInstant, offsetOfLocal, offsetOfTime, type Zone } from "./zones";

/** Nanoseconds of a second. */
export const SECOND = 1_000_000_000;
/** Nanoseconds of a minute. */
export const MINUTE = 60 * SECOND;
/** Nanoseconds of an hour. */
export const HOUR = 60 * MINUTE;
/** Nanoseconds of a day. */
export const DAY = 24 * HOUR;
const BIG_DAY = BigInt(DAY);

/** A date: a day of the Gregorian calendar, years -999,999,999 to 999,999,999. */
export class DateValue implements CivilDate {
  readonly kind = "date";
  readonly year: number;
  readonly month: number;
  readonly day: number;

  /** Takes a date that exists; `makeDate` finds out. */
  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /** Returns the day's number, 1 being the first of January of year 1. */
  ordinal(): number {
    return daysOf(this);
  }

  toString(): string {
    const year = String(Math.abs(this.year)).padStart(4, "0");
    return `${this.year < 0 ? "-" : ""}${year}-${two(this.month)}-${two(this.day)}`;
  }
}

/** A time of day: nanoseconds since midnight of its zone, which is null for a local time. */
export class TimeValue {
  readonly kind = "time";
  readonly ns: number;
  readonly zone: Zone | null;

  constructor(ns: number, zone: Zone | null) {
    this.ns = ns;
    this.zone = zone;
  }

  /** Returns nanoseconds since midnight of UTC, by the zone's offset on the reference day. */
  instant(): number {
    return this.ns - (this.zone === null ? 0 : offsetOfTime(this.zone));
  }

  toString(): string {
    return formatClock(this.ns) + formatZone(this.zone);
  }
}

/** A date and time: nanoseconds since the midnight of a date, in a zone or local. */
export class DateTimeValue {
  readonly kind = "date and time";
  readonly date: DateValue;
  readonly ns: number;
  readonly zone: Zone | null;
  private known: bigint | null = null;

  constructor(date: DateValue, ns: number, zone: Zone | null) {
    this.date = date;
    this.ns = ns;
    this.zone = zone;
  }

  /** Returns the offset from UTC in nanoseconds, null without a zone. */
  offset(): number | null {
    return this.zone === null ? null : offsetOfLocal(this.zone, this.date, this.ns);
  }

  /** Returns nanoseconds since year 1: of the instant in UTC when it has a zone, else of the local time. */
  instant(): bigint {
    this.known ??= BigInt(this.date.ordinal()) * BIG_DAY + BigInt(this.ns - (this.offset() ?? 0));
    return this.known;
  }

  /** Returns the same instant seen in a zone; null beyond the years. */
  in(zone: Zone): DateTimeValue | null {
    return atInstant(this.instant(), zone);
  }

  toString(): string {
    return `${this.date}T${formatClock(this.ns)}${formatZone(this.zone)}`;
  }
}

/** A days and time duration, in nanoseconds. */
export class DaysTime {
  readonly kind = "days and time duration";
  readonly ns: bigint;

  constructor(ns: bigint) {
    this.ns = ns;
  }

  toString(): string {
    const size = this.ns < 0n ? -this.ns : this.ns;
    const days = size / BIG_DAY;
    const rest = Number(size % BIG_DAY);
    const hours = Math.floor(rest / HOUR);
    const minutes = Math.floor((rest % HOUR) / MINUTE);
    const seconds = rest % MINUTE;
    let time = (hours > 0 ? `${hours}H` : "") + (minutes > 0 ? `${minutes}M` : "");
    if (seconds > 0) time += `${Math.floor(seconds / SECOND)}${formatFraction(seconds % SECOND)}S`;
    if (size === 0n) return "PT0S";
    return `${this.ns < 0n ? "-" : ""}P${days > 0n ? `${days}D` : ""}${time === "" ? "" : `T${time}`}`;
  }
}

/** A years and months duration, in months. */
export class YearsMonths {
  readonly kind = "years and months duration";
  readonly months: bigint;

  constructor(months: bigint) {
    this.months = months;
  }

  toString(): string {
    const size = this.months < 0n ? -this.months : this.months;
    const years = size / 12n;
    const months = size % 12n;
    const text = (years > 0n ? `${years}Y` : "") + (months > 0n ? `${months}M` : "");
    return `${this.months < 0n ? "-" : ""}P${text === "" ? "0M" : text}`;
  }
}

/** Returns the date, null when the calendar has no such day or the year is beyond ±999,999,999. */
export function makeDate(year: number, month: number, day: number): DateValue | null {
  if (Math.abs(year) > MAX_YEAR || month < 1 || month > 12) return null;
  return day < 1 || day > daysInMonth(year, month) ? null : new DateValue(year, month, day);
}

/** Returns the date of a day's number (1 is the first of January of year 1), null beyond the years. */
export function dateOfOrdinal(ordinal: number | bigint): DateValue | null {
  const days = Number(ordinal);
  if (Math.abs(days) > 400_000_000_000) return null;
  const { year, month, day } = dateOfDays(days);
  return makeDate(year, month, day);
}

/** Returns the date and time of a number that `instant` gives, seen in a zone; null beyond the years. */
export function atInstant(instant: bigint, zone: Zone | null): DateTimeValue | null {
  const utc = momentOf(instant, zone);
  if (utc === null || zone === null) return utc;
  return momentOf(instant + BigInt(offsetOfInstant(zone, utc.date, utc.ns)), zone);
}

function momentOf(ns: bigint, zone: Zone | null): DateTimeValue | null {
  const within = ((ns % BIG_DAY) + BIG_DAY) % BIG_DAY;
  const date = dateOfOrdinal((ns - within) / BIG_DAY);
  return date === null ? null : new DateTimeValue(date, Number(within), zone);
}

/** Returns the date `months` later; the day is cut to the end of a shorter month. Null beyond the years. */
export function addMonths(date: DateValue, months: bigint): DateValue | null {
  if (months > 30_000_000_000n || months < -30_000_000_000n) return null;
  const total = date.year * 12 + date.month - 1 + Number(months);
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return makeDate(year, month, Math.min(date.day, daysInMonth(year, month)));
}

/** Returns nanoseconds as a number of seconds. */
export function secondsOf(ns: number | bigint): Decimal {
  return new Decimal(ns.toString()).div(SECOND);
}

/** Returns `HH:MM:SS` with the fraction that is there. */
export function formatClock(ns: number): string {
  const seconds = Math.floor(ns / SECOND);
  const minutes = Math.floor(seconds / 60);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}${formatFraction(ns % SECOND)}`;
}

function formatFraction(ns: number): string {
  return ns === 0 ? "" : `.${String(ns).padStart(9, "0").replace(/0+$/, "")}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Returns the duration of so many nanoseconds, null when it is too long. */
export function daysTime(ns: bigint): DaysTime | null {
  return ns > LONGEST.ns || ns < -LONGEST.ns ? null : new DaysTime(ns);
}

/** Returns the duration of so many months, null when it is too long. */
export function yearsMonths(months: bigint): YearsMonths | null {
  return months > LONGEST.months || months < -LONGEST.months ? null : new YearsMonths(months);
}

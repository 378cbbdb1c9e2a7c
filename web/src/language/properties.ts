import { Decimal, decimalOf } from "./decimal";
import { warn } from "./evaluation";
import { DAY, DateTimeValue, DateValue, DaysTime, HOUR, MINUTE, secondsOf, TimeValue, YearsMonths } from "./temporal";
import { isContext, isList, kindLabel, Range, type Value } from "./values";
import { offsetOfTime } from "./zones";

type Getters<T> = Readonly<Record<string, (value: T) => Value>>;

const DATE: Getters<DateValue> = {
  day: (date) => new Decimal(date.day),
  month: (date) => new Decimal(date.month),
  weekday: (date) => new Decimal(weekdayOf(date)),
  year: (date) => new Decimal(date.year),
};

const CLOCK: Getters<TimeValue | DateTimeValue> = {
  hour: ({ ns }) => new Decimal(Math.floor(ns / HOUR)),
  minute: ({ ns }) => new Decimal(Math.floor(ns / MINUTE) % 60),
  second: ({ ns }) => secondsOf(ns % MINUTE),
  "time offset": (value) => offsetOf(value),
  timezone: ({ zone }) => zone?.name ?? null,
};

const DAYS_TIME: Getters<DaysTime> = {
  days: ({ ns }) => decimalOf(ns / BigInt(DAY)),
  hours: ({ ns }) => decimalOf((ns % BigInt(DAY)) / BigInt(HOUR)),
  minutes: ({ ns }) => decimalOf((ns % BigInt(HOUR)) / BigInt(MINUTE)),
  seconds: ({ ns }) => secondsOf(ns % BigInt(MINUTE)),
  value: ({ ns }) => secondsOf(ns),
};

const YEARS_MONTHS: Getters<YearsMonths> = {
  months: ({ months }) => decimalOf(months % 12n),
  value: ({ months }) => decimalOf(months),
  years: ({ months }) => decimalOf(months / 12n),
};

const RANGE: Getters<Range> = {
  end: (area) => (area.excludes ? null : area.high),
  "end included": (area) => area.highIncluded && !area.excludes,
  start: (area) => (area.excludes ? null : area.low),
  "start included": (area) => area.lowIncluded && !area.excludes,
};

/** Returns the day of the week of a date: 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: DateValue): number {
  return ((((date.ordinal() - 1) % 7) + 7) % 7) + 1;
}

function offsetOf(value: TimeValue | DateTimeValue): Value {
  if (value.zone === null) return null;
  const offset = value instanceof TimeValue ? offsetOfTime(value.zone) : (value.offset() ?? 0);
  return new DaysTime(BigInt(offset));
}

function read<T>(getters: Getters<T>, value: T, name: string): Value | undefined {
  return Object.hasOwn(getters, name) ? getters[name]?.(value) : undefined;
}

/** Returns a property of a temporal value or range, undefined when it has none of that name. */
function property(value: Value, name: string): Value | undefined {
  if (value instanceof DateValue) return read(DATE, value, name);
  if (value instanceof DateTimeValue) return read(DATE, value.date, name) ?? read(CLOCK, value, name);
  if (value instanceof TimeValue) return read(CLOCK, value, name);
  if (value instanceof DaysTime) return read(DAYS_TIME, value, name);
  if (value instanceof YearsMonths) return read(YEARS_MONTHS, value, name);
  return value instanceof Range ? read(RANGE, value, name) : undefined;
}

/** Returns `value.name`: a member, a property, or one of each element; null with a warning when there is none. */
export function memberOf(value: Value, name: string): Value {
  if (isList(value)) return value.map((part) => memberOf(part, name));
  const found = isContext(value) ? value.get(name) : property(value, name);
  return found === undefined ? warn("UNKNOWN_MEMBER", { base: kindLabel(value), known: "–", name }) : found;
}

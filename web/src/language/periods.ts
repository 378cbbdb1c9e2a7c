import { Decimal } from "./decimal";
import { NoResult } from "./evaluation";
import { weekdayOf } from "./properties";
import { addMonths, type DateTimeValue, DateValue, dateOfOrdinal, makeDate } from "./temporal";

/** How many months a period has; a week begins on Monday. */
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** A stretch of the calendar. */
export type Period = "week" | keyof typeof MONTHS;

/** Returns the day of a date, or of a date and time as its own zone sees it. */
export function datePart(value: DateValue | DateTimeValue): DateValue {
  return value instanceof DateValue ? value : value.date;
}

/** Returns a date; throws `NoResult` when it is null, that is, beyond the years of the calendar. */
export function existing(date: DateValue | null): DateValue {
  if (date === null) throw new NoResult("the date is beyond the calendar", "日期超出历法范围");
  return date;
}

/** Returns the first day of the period that a day lies in. */
export function startOf(period: Period, date: DateValue): DateValue {
  if (period === "week") return existing(dateOfOrdinal(date.ordinal() + 1 - weekdayOf(date)));
  const length = MONTHS[period];
  return existing(makeDate(date.year, Math.floor((date.month - 1) / length) * length + 1, 1));
}

/** Returns the last day of the period that a day lies in. */
export function endOf(period: Period, date: DateValue): DateValue {
  const first = startOf(period, date);
  if (period === "week") return existing(dateOfOrdinal(first.ordinal() + 6));
  return existing(dateOfOrdinal(existing(addMonths(first, BigInt(MONTHS[period]))).ordinal() - 1));
}

/** Returns how many whole months lie between two days, negative when `to` is the earlier one. */
export function wholeMonths(from: DateValue, to: DateValue): number {
  if (to.ordinal() < from.ordinal()) return -wholeMonths(to, from);
  return (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
}

/** Returns the weekday on which weeks of a spreadsheet's mode begin, 1 for Monday. */
export function firstWeekday(mode: Decimal): number {
  if (mode.eq(1)) return 7;
  if (mode.eq(2)) return 1;
  if (mode.isInteger() && mode.gte(11) && mode.lte(17)) return mode.toNumber() - 10;
  throw new NoResult("the mode is none of 1, 2, 11 to 17", "类型不是 1、2、11 到 17 之一");
}

/** Returns the number of the week by ISO 8601: that of the year in which its Thursday lies. */
export function isoWeek(date: DateValue): Decimal {
  const thursday = existing(dateOfOrdinal(date.ordinal() + 4 - weekdayOf(date)));
  return new Decimal(Math.floor((thursday.ordinal() - startOf("year", thursday).ordinal()) / 7) + 1);
}

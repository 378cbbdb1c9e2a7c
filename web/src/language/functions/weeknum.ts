import type { Twins } from "../../generated/twins";
import { Decimal, ONE } from "../decimal";
import { datePart, firstWeekday, isoWeek, startOf } from "../periods";
import { weekdayOf } from "../properties";

/** Returns the week of the year; week 1 is that of 1 January, in mode 21 that of the first Thursday. */
export const twin: Twins["WEEKNUM"] = (date, mode = ONE) => {
  const day = datePart(date);
  if (mode.eq(21)) return isoWeek(day);
  const first = startOf("year", day);
  const offset = (weekdayOf(first) - firstWeekday(mode) + 7) % 7;
  return new Decimal(Math.floor((day.ordinal() - first.ordinal() + offset) / 7) + 1);
};

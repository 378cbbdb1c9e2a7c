import type { Twins } from "../../generated/twins";
import { Decimal, ONE } from "../decimal";
import { datePart, firstWeekday } from "../periods";
import { weekdayOf } from "../properties";

/** Returns the weekday counted as the mode says: 1 from Sunday, 2 from Monday, 3 from Monday as 0, 11 to 17. */
export const twin: Twins["WEEKDAY"] = (date, mode = ONE) => {
  const day = weekdayOf(datePart(date));
  if (mode.eq(3)) return new Decimal(day - 1);
  return new Decimal(((day - firstWeekday(mode) + 7) % 7) + 1);
};

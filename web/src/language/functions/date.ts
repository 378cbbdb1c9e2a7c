import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";
import { makeDate } from "../temporal";
import { readDate } from "../temporal-texts";
import { shortened } from "../texts";

/** Returns the date of a text, of a date and time, or of its parts. */
export const twin: Twins["date"] = [
  (from) => {
    const found = readDate(from);
    if (found === null) throw new NoResult(`"${shortened(from)}" is no date`, `"${shortened(from)}" 不是日期`);
    return found;
  },
  (from) => from,
  (from) => from.date,
  (year, month, day) => {
    const found = makeDate(integerOf(year), integerOf(month), integerOf(day));
    if (found === null) throw new NoResult("the calendar has no such day", "日历中没有这一天");
    return found;
  },
];

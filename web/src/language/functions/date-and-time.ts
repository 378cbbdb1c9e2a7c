import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { DateTimeValue } from "../temporal";
import { readDateTime } from "../temporal-texts";
import { shortened } from "../texts";

/** Returns the date and time of a text, or of a day and a time; the zone is that of the time. */
export const twin: Twins["date and time"] = [
  (from) => {
    const found = readDateTime(from);
    if (found === null)
      throw new NoResult(`"${shortened(from)}" is no date and time`, `"${shortened(from)}" 不是日期时间`);
    return found;
  },
  (date, time) => new DateTimeValue(date, time.ns, time.zone),
  (date, time) => new DateTimeValue(date.date, time.ns, time.zone),
];

import type { Twins } from "../../generated/twins";
import { weekdayOf } from "../properties";
import type { DateValue } from "../temporal";
import type { Value } from "../values";
import { DAYS } from "../words";

/** Returns the English name of the weekday. */
export const twin: Twins["day of week"] = [nameOf, (date) => nameOf(date.date)];

function nameOf(date: DateValue): Value {
  return DAYS[weekdayOf(date) - 1] ?? null;
}

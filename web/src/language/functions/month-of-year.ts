import type { Twins } from "../../generated/twins";
import type { DateValue } from "../temporal";
import type { Value } from "../values";
import { MONTHS } from "../words";

/** Returns the English name of the month. */
export const twin: Twins["month of year"] = [nameOf, (date) => nameOf(date.date)];

function nameOf(date: DateValue): Value {
  return MONTHS[date.month - 1] ?? null;
}

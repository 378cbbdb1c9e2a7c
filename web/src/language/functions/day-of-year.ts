import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { startOf } from "../periods";
import type { DateValue } from "../temporal";
import type { Value } from "../values";

/** Returns the number of the day in its year, from 1. */
export const twin: Twins["day of year"] = [numberOf, (date) => numberOf(date.date)];

function numberOf(date: DateValue): Value {
  return new Decimal(date.ordinal() - startOf("year", date).ordinal() + 1);
}

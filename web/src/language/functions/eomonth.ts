import type { Twins } from "../../generated/twins";
import { wholeOf, ZERO } from "../decimal";
import { datePart, endOf, existing } from "../periods";
import { addMonths } from "../temporal";

/** Returns the last day of the month so many months later. */
export const twin: Twins["EOMONTH"] = (date, months = ZERO) =>
  endOf("month", existing(addMonths(datePart(date), wholeOf(months))));

import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { datePart, wholeMonths } from "../periods";

/** Returns the whole years between two days. */
export const twin: Twins["years between"] = (from, to) =>
  new Decimal(Math.trunc(wholeMonths(datePart(from), datePart(to)) / 12));

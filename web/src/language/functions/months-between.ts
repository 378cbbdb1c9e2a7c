import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { datePart, wholeMonths } from "../periods";

/** Returns the whole months between two days. */
export const twin: Twins["months between"] = (from, to) => new Decimal(wholeMonths(datePart(from), datePart(to)));

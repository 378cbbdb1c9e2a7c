import type { Twins } from "../../generated/twins";
import { datePart, endOf } from "../periods";

/** Returns the last day of the month. */
export const twin: Twins["end of month"] = (date) => endOf("month", datePart(date));

import type { Twins } from "../../generated/twins";
import { datePart, startOf } from "../periods";

/** Returns the first day of the month. */
export const twin: Twins["start of month"] = (date) => startOf("month", datePart(date));

import type { Twins } from "../../generated/twins";
import { datePart, endOf } from "../periods";

/** Returns the last day of the week. */
export const twin: Twins["end of week"] = (date) => endOf("week", datePart(date));

import type { Twins } from "../../generated/twins";
import { datePart, startOf } from "../periods";

/** Returns the first day of the week. */
export const twin: Twins["start of week"] = (date) => startOf("week", datePart(date));

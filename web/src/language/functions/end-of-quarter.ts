import type { Twins } from "../../generated/twins";
import { datePart, endOf } from "../periods";

/** Returns the last day of the quarter. */
export const twin: Twins["end of quarter"] = (date) => endOf("quarter", datePart(date));

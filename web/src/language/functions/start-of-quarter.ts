import type { Twins } from "../../generated/twins";
import { datePart, startOf } from "../periods";

/** Returns the first day of the quarter. */
export const twin: Twins["start of quarter"] = (date) => startOf("quarter", datePart(date));

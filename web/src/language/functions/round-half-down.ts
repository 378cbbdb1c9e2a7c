import type { Twins } from "../../generated/twins";
import { ROUND, roundedTo } from "../rounding";

/** Returns the number rounded, halves towards zero. */
export const twin: Twins["round half down"] = (n, scale) => roundedTo(n, scale, ROUND.halfDown);

import type { Twins } from "../../generated/twins";
import { ROUND, roundedTo } from "../rounding";

/** Returns the number rounded, halves away from zero. */
export const twin: Twins["round half up"] = (n, scale) => roundedTo(n, scale, ROUND.halfUp);

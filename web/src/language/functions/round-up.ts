import type { Twins } from "../../generated/twins";
import { ROUND, roundedTo } from "../rounding";

/** Returns the number rounded away from zero. */
export const twin: Twins["round up"] = (n, scale) => roundedTo(n, scale, ROUND.up);

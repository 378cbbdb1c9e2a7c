import type { Twins } from "../../generated/twins";
import { ROUND, roundedTo } from "../rounding";

/** Returns the number rounded towards zero. */
export const twin: Twins["round down"] = (n, scale) => roundedTo(n, scale, ROUND.down);

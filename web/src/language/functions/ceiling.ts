import type { Twins } from "../../generated/twins";
import { ZERO } from "../decimal";
import { ROUND, roundedTo } from "../rounding";

/** Returns the smallest number of that scale that is not below `n`. */
export const twin: Twins["ceiling"] = (n, scale = ZERO) => roundedTo(n, scale, ROUND.ceiling);

import type { Twins } from "../../generated/twins";
import { ZERO } from "../decimal";
import { ROUND, roundedTo } from "../rounding";

/** Returns the greatest number of that scale that is not above `n`. */
export const twin: Twins["floor"] = (n, scale = ZERO) => roundedTo(n, scale, ROUND.floor);

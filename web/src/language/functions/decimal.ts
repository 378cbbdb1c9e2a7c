import type { Twins } from "../../generated/twins";
import { ROUND, roundedTo } from "../rounding";

/** Returns the number rounded to `scale` digits after the point, halves to even digits. */
export const twin: Twins["decimal"] = (n, scale) => roundedTo(n, scale, ROUND.halfEven);

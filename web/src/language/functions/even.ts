import type { Twins } from "../../generated/twins";

/** Returns whether two divides the number without remainder. */
export const twin: Twins["even"] = (number) => number.mod(2).isZero();

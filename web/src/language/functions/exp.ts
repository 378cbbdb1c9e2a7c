import type { Twins } from "../../generated/twins";

/** Returns the power of Euler's number. */
export const twin: Twins["exp"] = (number) => number.exp();

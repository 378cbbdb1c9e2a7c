import type { Twins } from "../../generated/twins";

/** Returns the opposite. */
export const twin: Twins["not"] = (negand) => !negand;

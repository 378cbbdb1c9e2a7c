import type { Twins } from "../../generated/twins";

/** Returns the elements from the last to the first. */
export const twin: Twins["reverse"] = (list) => list.toReversed();

import type { Twins } from "../../generated/twins";

/** Returns what stands before the first `match`, the empty text without one. */
export const twin: Twins["substring before"] = (string, match) => string.slice(0, Math.max(string.indexOf(match), 0));

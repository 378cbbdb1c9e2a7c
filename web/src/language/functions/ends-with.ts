import type { Twins } from "../../generated/twins";

/** Returns whether the text ends with `match`. */
export const twin: Twins["ends with"] = (string, match) => string.endsWith(match);

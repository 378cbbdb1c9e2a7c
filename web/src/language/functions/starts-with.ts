import type { Twins } from "../../generated/twins";

/** Returns whether the text begins with `match`. */
export const twin: Twins["starts with"] = (string, match) => string.startsWith(match);

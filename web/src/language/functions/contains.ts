import type { Twins } from "../../generated/twins";

/** Returns whether a text occurs in another; the empty text occurs in every one. */
export const twin: Twins["contains"] = (string, match) => string.includes(match);

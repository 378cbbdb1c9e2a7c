import type { Twins } from "../../generated/twins";

/** Returns the text in small letters. */
export const twin: Twins["lower case"] = (string) => string.toLowerCase();

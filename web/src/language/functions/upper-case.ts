import type { Twins } from "../../generated/twins";

/** Returns the text in capitals. */
export const twin: Twins["upper case"] = (string) => string.toUpperCase();

import type { Twins } from "../../generated/twins";

/** Returns whether there is nothing: null or an empty text. */
export const twin: Twins["ISBLANK"] = (value) => value === null || value === "";

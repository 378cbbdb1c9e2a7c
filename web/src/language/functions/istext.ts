import type { Twins } from "../../generated/twins";

/** Returns whether a value is a text. */
export const twin: Twins["ISTEXT"] = (value) => typeof value === "string";

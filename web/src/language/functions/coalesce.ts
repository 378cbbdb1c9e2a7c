import type { Twins } from "../../generated/twins";

/** Returns the first value that is not null. */
export const twin: Twins["coalesce"] = (...values) => values.find((value) => value !== null) ?? null;

import type { Twins } from "../../generated/twins";

/** Returns whether an odd number of conditions holds; null when one is null. */
export const twin: Twins["XOR"] = (...conditions) =>
  conditions.includes(null) ? null : conditions.filter((condition) => condition === true).length % 2 === 1;

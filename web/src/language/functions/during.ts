import type { Twins } from "../../generated/twins";
import { isNotAfter, relation } from "../intervals";

/** Returns whether the first lies in the second. */
export const twin: Twins["during"] = relation(
  (first, second) => isNotAfter(second.low, first.low) && isNotAfter(first.high, second.high),
);

import type { Twins } from "../../generated/twins";
import { isNotAfter, relation } from "../intervals";

/** Returns whether the second lies in the first. */
export const twin: Twins["includes"] = relation(
  (first, second) => isNotAfter(first.low, second.low) && isNotAfter(second.high, first.high),
);

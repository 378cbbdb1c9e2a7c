import type { Twins } from "../../generated/twins";
import { isNotAfter, relation } from "../intervals";

/** Returns whether they share a point. */
export const twin: Twins["overlaps"] = relation(
  (first, second) => isNotAfter(first.low, second.high) && isNotAfter(second.low, first.high),
);

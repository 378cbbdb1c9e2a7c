import type { Twins } from "../../generated/twins";
import { isBefore, isNotAfter, relation } from "../intervals";

/** Returns whether the first begins inside the second and ends later. */
export const twin: Twins["overlaps after"] = relation(
  (first, second) =>
    isBefore(second.low, first.low) && isNotAfter(first.low, second.high) && isNotAfter(second.high, first.high),
);

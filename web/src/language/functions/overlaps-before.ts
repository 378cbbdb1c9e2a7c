import type { Twins } from "../../generated/twins";
import { isBefore, isNotAfter, relation } from "../intervals";

/** Returns whether the first begins earlier and ends inside the second. */
export const twin: Twins["overlaps before"] = relation(
  (first, second) =>
    isBefore(first.low, second.low) && isNotAfter(second.low, first.high) && isNotAfter(first.high, second.high),
);

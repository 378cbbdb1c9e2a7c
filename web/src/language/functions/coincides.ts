import type { Twins } from "../../generated/twins";
import { isAt, relation } from "../intervals";

/** Returns whether both begin and end together. */
export const twin: Twins["coincides"] = relation(
  (first, second) => isAt(first.low, second.low) && isAt(first.high, second.high),
);

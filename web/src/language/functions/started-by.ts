import type { Twins } from "../../generated/twins";
import { isAt, isNotAfter, relation } from "../intervals";

/** Returns whether both begin together and the second does not end later. */
export const twin: Twins["started by"] = relation(
  (first, second) => isAt(first.low, second.low) && isNotAfter(second.high, first.high),
);

import type { Twins } from "../../generated/twins";
import { isAt, isNotAfter, relation } from "../intervals";

/** Returns whether both end together and the first does not begin earlier. */
export const twin: Twins["finishes"] = relation(
  (first, second) => isAt(first.high, second.high) && isNotAfter(second.low, first.low),
);

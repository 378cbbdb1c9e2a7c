import type { Twins } from "../../generated/twins";
import { isAt, isNotAfter, relation } from "../intervals";

/** Returns whether both end together and the second does not begin earlier. */
export const twin: Twins["finished by"] = relation(
  (first, second) => isAt(first.high, second.high) && isNotAfter(first.low, second.low),
);

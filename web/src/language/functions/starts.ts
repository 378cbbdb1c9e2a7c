import type { Twins } from "../../generated/twins";
import { isAt, isNotAfter, relation } from "../intervals";

/** Returns whether both begin together and the first does not end later. */
export const twin: Twins["starts"] = relation(
  (first, second) => isAt(first.low, second.low) && isNotAfter(first.high, second.high),
);

import type { Twins } from "../../generated/twins";
import { isBefore, relation } from "../intervals";

/** Returns whether the first ends before the second begins. */
export const twin: Twins["before"] = relation((first, second) => isBefore(first.high, second.low));

import type { Twins } from "../../generated/twins";
import { isAt, relation } from "../intervals";

/** Returns whether both share the point where the first ends and the second begins. */
export const twin: Twins["meets"] = relation((first, second) => isAt(first.high, second.low));

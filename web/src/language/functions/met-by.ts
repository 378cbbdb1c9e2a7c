import type { Twins } from "../../generated/twins";
import { isAt, relation } from "../intervals";

/** Returns whether both share the point where the second ends and the first begins. */
export const twin: Twins["met by"] = relation((first, second) => isAt(second.high, first.low));

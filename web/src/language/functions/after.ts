import type { Twins } from "../../generated/twins";
import { isBefore, relation } from "../intervals";

/** Returns whether the first begins after the second ends. */
export const twin: Twins["after"] = relation((first, second) => isBefore(second.high, first.low));

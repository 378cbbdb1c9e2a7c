import type { Twins } from "../../generated/twins";
import { withoutRepeats } from "../keys";

/** Returns the elements in the order of their first appearance, without equal ones after it. */
export const twin: Twins["distinct values"] = withoutRepeats;

import type { Twins } from "../../generated/twins";
import { grown, NoResult } from "../evaluation";
import { withoutRepeats } from "../keys";

/** Returns the elements of all lists in the order of their first appearance. */
export const twin: Twins["union"] = (...list) => {
  if (list.length === 0) throw new NoResult("there is no list", "没有列表");
  grown(list.reduce((sum, one) => sum + one.length, 0));
  return withoutRepeats(list.flat());
};

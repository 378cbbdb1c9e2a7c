import type { Twins } from "../../generated/twins";
import { grown, NoResult } from "../evaluation";

/** Returns the elements of all lists, one list after the other. */
export const twin: Twins["concatenate"] = (...list) => {
  if (list.length === 0) throw new NoResult("there is no list", "没有列表");
  grown(list.reduce((sum, one) => sum + one.length, 0));
  return list.flat();
};

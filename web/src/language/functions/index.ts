import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";

/** Returns the element at a position from 1, or from the end with a negative one, decimals of it cut off. */
export const twin: Twins["INDEX"] = (list, position) => {
  const at = integerOf(position);
  if (at === 0 || Math.abs(at) > list.length) throw new NoResult("the list has no such position", "列表中没有该位置");
  return list.at(at > 0 ? at - 1 : at) ?? null;
};

import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { indexAt } from "../positions";
import { integerOf } from "../rounding";

/** Returns the elements from a position on, at most `length` of them. */
export const twin: Twins["sublist"] = (list, startPosition, length) => {
  const first = indexAt(list, startPosition);
  if (length === undefined) return list.slice(first);
  if (length.lt(0)) throw new NoResult("the length is negative", "长度为负数");
  return list.slice(first, first + integerOf(length));
};

import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import type { List, Value } from "../values";

/** Returns false when one condition is, else null when one is null, else true. */
export const twin: Twins["all"] = [
  allOf,
  (...items) => {
    if (items.length === 0 || (items.length === 1 && items[0] === null)) {
      throw new NoResult("there is no list of conditions", "没有条件列表");
    }
    return allOf(items);
  },
];

function allOf(conditions: List): Value {
  if (conditions.includes(false)) return false;
  return conditions.includes(null) ? null : true;
}

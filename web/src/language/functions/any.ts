import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import type { List, Value } from "../values";

/** Returns true when one condition is, else null when one is null, else false. */
export const twin: Twins["any"] = [
  anyOf,
  (...items) => {
    if (items.length === 0 || (items.length === 1 && items[0] === null)) {
      throw new NoResult("there is no list of conditions", "没有条件列表");
    }
    return anyOf(items);
  },
];

function anyOf(conditions: List): Value {
  if (conditions.includes(true)) return true;
  return conditions.includes(null) ? null : false;
}

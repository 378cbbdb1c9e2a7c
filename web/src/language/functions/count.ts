import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { NoResult } from "../evaluation";

/** Returns the number of elements, nulls included. */
export const twin: Twins["count"] = [
  (list) => new Decimal(list.length),
  (...items) => {
    if (items.length === 0 || (items.length === 1 && items[0] === null))
      throw new NoResult("there is no list", "没有列表");
    return new Decimal(items.length);
  },
];

import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { indexAt } from "../positions";

/** Returns a new list with another element at the position, or for each element that the function is true for. */
export const twin: Twins["list replace"] = [
  (list, position, newItem) => list.with(indexAt(list, position), newItem),
  (list, match, newItem) => {
    if (match.parameters.length !== 2 && match.callNamed === null) {
      throw new NoResult("the function does not take an element and its replacement", "函数的参数不是元素和新元素");
    }
    return list.map((item) => {
      const matched = match.call([item, newItem]);
      if (typeof matched === "boolean") return matched ? newItem : item;
      throw new NoResult("the function does not give true or false", "函数没有返回 true 或 false");
    });
  },
];

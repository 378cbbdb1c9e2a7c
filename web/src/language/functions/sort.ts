import type { Twins } from "../../generated/twins";
import { NoResult, spend } from "../evaluation";
import { less } from "../operators";
import { sortedBy } from "../ordering";

/** Returns the elements in order; those of which none precedes the other stay as they were. */
export const twin: Twins["sort"] = (list, precedes) => {
  if (precedes !== undefined && precedes.callNamed === null && precedes.parameters.length !== 2) {
    throw new NoResult("the function does not compare two elements", "函数没有比较两个元素");
  }
  spend(list.length);
  return sortedBy(list, (one, other) => {
    const before = precedes === undefined ? less(one, other) : precedes.call([one, other]);
    if (typeof before === "boolean") return before;
    throw new NoResult("two elements cannot be put in order", "有两个元素无法比较先后");
  });
};

import type { Twins } from "../../generated/twins";
import { grown } from "../evaluation";
import { isList, type Value } from "../values";

/** Returns all elements that are no lists, however deep they lie. */
export const twin: Twins["flatten"] = (list) => {
  const found: Value[] = [];
  const waiting = [list.values()];
  for (let items = waiting.at(-1); items !== undefined; items = waiting.at(-1)) {
    const { done, value } = items.next();
    if (done === true) {
      waiting.pop();
    } else if (isList(value)) {
      waiting.push(value.values());
    } else {
      found.push(value);
      grown(found.length);
    }
  }
  return found;
};

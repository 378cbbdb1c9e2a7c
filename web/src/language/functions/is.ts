import type { Twins } from "../../generated/twins";
import { equal } from "../operators";
import { textOf } from "../texts";
import { type Context, isContext, isList, KIND, kindOf, type List, type Value } from "../values";

/** Returns whether two values are the same element of the same type, zones of times included; null is left out. */
export const twin: Twins["is"] = (value1 = null, value2 = null) => same(value1, value2);

function same(one: Value | undefined, other: Value | undefined): boolean {
  const [left = null, right = null] = [one, other];
  if (kindOf(left) !== kindOf(right)) return false;
  if (isList(left)) {
    const others = right as List;
    return left.length === others.length && left.every((item, at) => same(item, others[at]));
  }
  if (isContext(left)) {
    const others = right as Context;
    return (
      left.size === others.size && [...left].every(([name, value]) => others.has(name) && same(value, others.get(name)))
    );
  }
  const kind = kindOf(left);
  return kind === KIND.time || kind === KIND.dateTime ? textOf(left) === textOf(right) : equal(left, right) === true;
}

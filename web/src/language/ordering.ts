import type { Decimal } from "./decimal";
import { NoResult } from "./evaluation";
import { compare, isOrdered, sameKind, zoned } from "./operators";
import { integerOf } from "./rounding";
import type { List, Value } from "./values";

/** Returns the elements that are not null, the smallest first; throws `NoResult` when they have no order. */
export function inOrder(items: List): Value[] {
  const values = items.filter((item) => item !== null);
  const [first = null] = values;
  if (values.some((value) => !isOrdered(value) || !sameKind(value, first))) {
    throw new NoResult("the elements have no order", "这些元素无法排序");
  }
  if (new Set(values.map(zoned)).size > 1) {
    throw new NoResult("only some of the times have a time zone", "只有部分时间带时区");
  }
  return values.sort((one, other) => compare("<", one, other) ?? 0);
}

/** Returns the value at the place `k` from 1, decimals cut off; throws `NoResult` when there is none. */
export function atPlace(values: List, k: Decimal): Value {
  const place = integerOf(k);
  if (place < 1 || place > values.length) throw new NoResult("the list has no such place", "列表中没有该名次");
  return values[place - 1] ?? null;
}

/** Returns the elements so that each precedes those after it; elements of which neither precedes the other stay. */
export function sortedBy(items: List, precedes: (one: Value, other: Value) => boolean): Value[] {
  if (items.length < 2) return [...items];
  const middle = items.length >> 1;
  const left = sortedBy(items.slice(0, middle), precedes);
  const right = sortedBy(items.slice(middle), precedes);
  const result: Value[] = [];
  let [one, other] = [0, 0];
  while (one < left.length && other < right.length) {
    const [mine = null, theirs = null] = [left[one], right[other]];
    if (precedes(theirs, mine)) {
      result.push(theirs);
      other += 1;
    } else {
      result.push(mine);
      one += 1;
    }
  }
  for (const rest of left.slice(one)) result.push(rest);
  for (const rest of right.slice(other)) result.push(rest);
  return result;
}

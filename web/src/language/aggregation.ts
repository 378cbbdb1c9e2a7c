import { type Decimal, ZERO } from "./decimal";
import { NoResult } from "./evaluation";
import type { Logical } from "./operators";
import type { Value } from "./values";

/** Returns the elements; throws `NoResult` when there are none, or null is among them. */
export function elementsOf<T extends Value>(items: readonly T[]): readonly Exclude<T, null>[] {
  if (items.length === 0) throw new NoResult("the list is empty", "列表为空");
  if (!hasNoNull(items)) throw new NoResult("the list has a null element", "列表中有 null 元素");
  return items;
}

function hasNoNull<T extends Value>(items: readonly T[]): items is readonly Exclude<T, null>[] {
  return !(items as readonly Value[]).includes(null);
}

/** Returns the sum of numbers. */
export function total(numbers: readonly Decimal[]): Decimal {
  return numbers.reduce((sum, number) => sum.plus(number), ZERO);
}

/** Returns the arithmetic mean of at least one number. */
export function average(numbers: readonly Decimal[]): Decimal {
  return total(numbers).div(numbers.length);
}

/** Returns numbers in ascending order. */
export function ascending(numbers: readonly Decimal[]): Decimal[] {
  return [...numbers].sort((one, other) => one.cmp(other));
}

/** Returns the element that no other precedes; throws `NoResult` when two cannot be compared. */
export function firstBy(items: readonly Value[], precedes: (left: Value, right: Value) => Logical): Value {
  const [first, ...others] = elementsOf(items);
  let best: Value = first ?? null;
  for (const other of others.length === 0 ? [best] : others) {
    const better = precedes(other, best);
    if (better === null) throw new NoResult("the elements cannot be compared", "元素之间无法比较");
    if (better) best = other;
  }
  return best;
}

import type { Twins } from "../../generated/twins";
import { average, elementsOf, total } from "../aggregation";
import type { Decimal } from "../decimal";
import { NoResult } from "../evaluation";
import type { Value } from "../values";

/** Returns the root of the sum of squared distances from the mean by n - 1. */
export const twin: Twins["stddev"] = [deviation, (...items) => deviation(items)];

function deviation(numbers: readonly (Decimal | null)[]): Value {
  const present = elementsOf(numbers);
  if (present.length < 2) throw new NoResult("a deviation needs two numbers", "计算标准差至少需要两个数字");
  const mean = average(present);
  const squares = present.map((number) => number.minus(mean)).map((distance) => distance.times(distance));
  return total(squares)
    .div(present.length - 1)
    .sqrt();
}

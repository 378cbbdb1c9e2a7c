import type { Twins } from "../../generated/twins";
import { ascending } from "../aggregation";
import { ZERO } from "../decimal";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";

/** Returns the value below which the share `k` of the numbers lies, interpolated linearly between neighbours. */
export const twin: Twins["PERCENTILE"] = (list, k) => {
  const values = ascending(list.filter((number) => number !== null));
  if (values.length === 0 || k.lt(0) || k.gt(1)) {
    throw new NoResult("a percentile needs numbers and a share from 0 to 1", "百分位数需要数字以及 0 到 1 之间的比例");
  }
  const place = k.times(values.length - 1);
  const index = Math.min(integerOf(place), Math.max(values.length - 2, 0));
  const below = values[index] ?? ZERO;
  const above = values[index + 1] ?? below;
  return below.plus(above.minus(below).times(place.minus(index)));
};

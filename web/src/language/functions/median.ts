import type { Twins } from "../../generated/twins";
import { ascending, average, elementsOf } from "../aggregation";
import type { Decimal } from "../decimal";
import type { Value } from "../values";

/** Returns the number in the middle, or the mean of both. */
export const twin: Twins["median"] = [median, (...items) => median(items)];

function median(numbers: readonly (Decimal | null)[]): Value {
  const sorted = ascending(elementsOf(numbers));
  const half = sorted.length >> 1;
  return average(sorted.length % 2 === 1 ? sorted.slice(half, half + 1) : sorted.slice(half - 1, half + 1));
}

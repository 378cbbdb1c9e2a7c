import type { Twins } from "../../generated/twins";
import { ascending, elementsOf } from "../aggregation";
import type { Decimal } from "../decimal";
import { keyOf, withoutRepeats } from "../keys";
import type { Value } from "../values";

/** Returns the numbers that occur most often, in ascending order. */
export const twin: Twins["mode"] = [mode, (...items) => mode(elementsOf(items))];

function mode(numbers: readonly (Decimal | null)[]): Value {
  if (numbers.length === 0) return [];
  const counts = new Map<string, number>();
  const sorted = ascending(elementsOf(numbers));
  for (const number of sorted) counts.set(keyOf(number), (counts.get(keyOf(number)) ?? 0) + 1);
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return withoutRepeats(sorted.filter((number) => counts.get(keyOf(number)) === most));
}

import type { Twins } from "../../generated/twins";
import { average, elementsOf } from "../aggregation";
import type { Decimal } from "../decimal";
import type { Value } from "../values";

/** Returns the arithmetic mean. */
export const twin: Twins["mean"] = [mean, (...items) => mean(items)];

function mean(numbers: readonly (Decimal | null)[]): Value {
  return average(elementsOf(numbers));
}

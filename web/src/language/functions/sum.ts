import type { Twins } from "../../generated/twins";
import { elementsOf, total } from "../aggregation";
import type { Decimal } from "../decimal";
import type { Value } from "../values";

/** Returns the sum. */
export const twin: Twins["sum"] = [sum, (...items) => sum(items)];

function sum(numbers: readonly (Decimal | null)[]): Value {
  return total(elementsOf(numbers));
}

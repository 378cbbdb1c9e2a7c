import type { Twins } from "../../generated/twins";
import { elementsOf } from "../aggregation";
import { type Decimal, ONE } from "../decimal";
import type { Value } from "../values";

/** Returns the product. */
export const twin: Twins["product"] = [product, (...items) => product(items)];

function product(numbers: readonly (Decimal | null)[]): Value {
  return elementsOf(numbers).reduce((result, number) => result.times(number), ONE);
}

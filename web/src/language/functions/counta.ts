import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import type { List, Value } from "../values";

/** Returns the number of elements that are neither null nor an empty text. */
export const twin: Twins["COUNTA"] = [filled, (...items) => filled(items)];

function filled(items: List): Value {
  return new Decimal(items.filter((item) => item !== null && item !== "").length);
}

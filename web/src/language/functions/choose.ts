import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";

/** Returns the value at a position from 1, decimals cut off. */
export const twin: Twins["CHOOSE"] = (position, ...values) => {
  const at = integerOf(position);
  if (at < 1 || at > values.length) throw new NoResult("there is no value at this position", "该位置没有值");
  return values[at - 1] ?? null;
};

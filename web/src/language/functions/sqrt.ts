import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";

/** Returns the square root. */
export const twin: Twins["sqrt"] = (number) => {
  if (number.isNeg() && !number.isZero()) throw new NoResult("a negative number has no square root", "负数没有平方根");
  return number.sqrt();
};

import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";

/** Returns the logarithm to the base of Euler's number. */
export const twin: Twins["log"] = (number) => {
  if (number.lte(0)) throw new NoResult("only a positive number has a logarithm", "只有正数才有对数");
  return number.ln();
};

import type { Twins } from "../../generated/twins";
import { ONE } from "../decimal";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";
import { charactersOf } from "../texts";

/** Returns the first `count` characters, decimals of it cut off. */
export const twin: Twins["LEFT"] = (text, count = ONE) => {
  if (count.lt(0)) throw new NoResult("the number of characters is negative", "字符数为负数");
  return charactersOf(text).slice(0, integerOf(count)).join("");
};

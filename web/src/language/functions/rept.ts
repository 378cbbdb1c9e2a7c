import type { Twins } from "../../generated/twins";
import { grown, NoResult } from "../evaluation";
import { integerOf } from "../rounding";

/** Returns the text `count` times in a row, decimals of it cut off. */
export const twin: Twins["REPT"] = (text, count) => {
  if (count.lt(0)) throw new NoResult("the number of repetitions is negative", "重复次数为负数");
  const times = text === "" ? 0 : integerOf(count);
  grown(text.length * times);
  return text.repeat(times);
};

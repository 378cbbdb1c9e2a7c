import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";
import { charactersOf } from "../texts";

/** Returns `count` characters from a position on, 1 being the first. */
export const twin: Twins["MID"] = (text, start, count) => {
  if (start.lt(1) || count.lt(0)) {
    throw new NoResult(
      "the start is before the text or the number of characters is negative",
      "起始位置小于 1 或字符数为负数",
    );
  }
  const first = integerOf(start) - 1;
  return charactersOf(text)
    .slice(first, first + integerOf(count))
    .join("");
};

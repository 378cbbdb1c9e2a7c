import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";
import { charactersOf } from "../texts";

/** Returns the characters from a position on (1 the first, -1 the last), at most `length` of them. */
export const twin: Twins["substring"] = (string, startPosition, length) => {
  const characters = charactersOf(string);
  const start = integerOf(startPosition);
  if (start === 0 || Math.abs(start) > characters.length) {
    throw new NoResult("the start position is outside of the text", "起始位置超出文本范围");
  }
  const first = start > 0 ? start - 1 : characters.length + start;
  if (length === undefined) return characters.slice(first).join("");
  if (length.lt(0)) throw new NoResult("the length is negative", "长度为负数");
  return characters.slice(first, first + integerOf(length)).join("");
};

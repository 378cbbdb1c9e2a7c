import type { Twins } from "../../generated/twins";
import { Decimal, ONE } from "../decimal";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";
import { charactersOf, lengthOf } from "../texts";

/** Returns the position of a text in another from `start` on, 1 being the first. */
export const twin: Twins["FIND"] = (search, text, start = ONE) => {
  const characters = charactersOf(text);
  if (start.lt(1) || start.gte(characters.length + 2)) {
    throw new NoResult("the start is outside of the text", "起始位置超出文本范围");
  }
  const before = characters.slice(0, integerOf(start) - 1).join("").length;
  const at = text.indexOf(search, before);
  if (at < 0) throw new NoResult("the text does not contain it", "文本中没有该内容");
  return new Decimal(lengthOf(text.slice(0, at)) + 1);
};

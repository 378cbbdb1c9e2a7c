import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { existing } from "../periods";
import { makeDate } from "../temporal";
import { lengthOf } from "../texts";

/** Returns the date that people wrote, year first; a time behind it is left out. */
export const twin: Twins["DATEVALUE"] = (text) => {
  const groups = DATE.exec(text.slice(0, MAX_TEXT).normalize("NFKC").trim());
  if (groups === null || lengthOf(text) > MAX_TEXT) {
    throw new NoResult("the text is no date with the year first", "该文本不是年份在前的日期");
  }
  const [, year, , month, day, monthZh, dayZh, compact = ""] = groups;
  const parts = [year, month ?? monthZh ?? compact.slice(0, 2), day ?? dayZh ?? compact.slice(2)];
  const [one = 0, two = 0, three = 0] = parts.map(Number);
  return existing(makeDate(one, two, three));
};

/** The longest text that is read as a date. */
const MAX_TEXT = 100;
const DATE = /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{4}))(?:[T ].*)?$/s;

import type { Twins } from "../../generated/twins";
import { Decimal, rounded } from "../decimal";
import { NoResult } from "../evaluation";

/** Returns the number that people wrote: thousands separators, currency, percent and full-width digits are read. */
export const twin: Twins["VALUE"] = (text) => {
  const written = text
    .slice(0, 2 * MAX_DIGITS)
    .normalize("NFKC")
    .trim();
  const negative = written.startsWith("(") && written.endsWith(")");
  const match = NUMBER.exec(negative ? written.slice(1, -1).trim() : written);
  if (match === null || written.length > MAX_DIGITS) throw new NoResult("the text is no number", "该文本不是数字");
  const [, sign, digits = "", exponent = "", percent] = match;
  const number = rounded(new Decimal(digits.replaceAll(",", "") + exponent)).times(percent === "%" ? "0.01" : "1");
  return (sign === "-") === negative ? number : number.neg();
};

/** The longest text that is read as a number. */
const MAX_DIGITS = 400;
const NUMBER = /^([+-]?)\s*[¥$€£]?\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)([eE][+-]?\d{1,5})?\s*(%?)$/;

import { Decimal } from "../decimal";
import { NoResult } from "../evaluation";
import { ROUND } from "../rounding";
import type { Part } from "./sections";

const LAYOUT = /^([0#?,]*?)(,*)(?:\.([0#?]*)(,*))?$/s;
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ["0", "0"],
  ["?", " "],
  ["#", ""],
]);

/** Returns a number in the section for its sign; a minus is written unless negatives have a section. */
export function signedNumber(value: Decimal, sections: readonly (readonly Part[])[]): string {
  const [first = [], negative, zero] = sections;
  if (negative !== undefined && value.lt(0)) return numberIn(value.abs(), negative)[0];
  if (zero !== undefined && value.isZero()) return numberIn(value, zero)[0];
  const [text, nothing] = numberIn(value.abs(), first);
  return value.gte(0) || nothing ? text : `-${text}`;
}

/** Returns a number that is not negative in one section, and whether it was rounded to zero. */
function numberIn(value: Decimal, section: readonly Part[]): [text: string, nothing: boolean] {
  if (section.some(({ kind }) => kind === "date" || kind === "elapsed")) {
    throw new NoResult("the format is for dates; letters stand in double quotes", "该格式用于日期；字母需放在双引号中");
  }
  const signs = section.map(({ kind, text }) => (kind === "sign" ? text : "")).join("");
  const match = LAYOUT.exec(signs.replaceAll("%", ""));
  if (match === null) throw new NoResult("the format has its signs in a wrong order", "格式中的符号顺序不正确");
  const [, before = "", thousands = "", after = "", more = ""] = match;
  const shift = 2 * (signs.split("%").length - 1) - 3 * (thousands + more).length;
  const rounded = value.times(new Decimal(`1e${shift}`)).toDecimalPlaces(after.length, ROUND.halfUp);
  const [whole = "", fraction = ""] = rounded.toFixed(after.length).split(".");
  const digits = whole.replace(/^0+/, "");
  const layout = before.replaceAll(",", "");
  const filled = [...wholeIn(digits, layout, before.includes(",")), ...fractionIn(fraction, after)];
  return [placed(section, filled, layout === "" ? digits : ""), rounded.isZero()];
}

/** Returns a section with its places filled; `head` stands before its point when the whole part has no place. */
function placed(section: readonly Part[], filled: readonly string[], head: string): string {
  let at = 0;
  let result = "";
  for (const { kind, text } of section) {
    if (kind !== "sign" || text === "%") {
      result += text;
    } else if ("0#?".includes(text)) {
      result += filled[at] ?? "";
      at += 1;
    } else if (text === ".") {
      result += `${head}.`;
    }
  }
  return result;
}

/** Returns what stands in each place of the whole part; the first one takes all digits that are left. */
function wholeIn(digits: string, layout: string, grouped: boolean): string[] {
  const result: string[] = [];
  const withComma = (place: number, digit: string) =>
    grouped && place > 0 && place % 3 === 0 && digit.trim() !== "" ? `${digit},` : digit;
  for (let place = 0; place < layout.length; place += 1) {
    const digit = digits[digits.length - 1 - place] ?? LEFT_OUT.get(layout[layout.length - 1 - place] ?? "") ?? "";
    result.push(withComma(place, digit));
  }
  const last = layout.length - 1;
  for (let place = layout.length; layout !== "" && place < digits.length; place += 1) {
    result[last] = withComma(place, digits[digits.length - 1 - place] ?? "") + (result[last] ?? "");
  }
  return result.toReversed();
}

/** Returns what stands in each place after the point; zeros at the end are left out where the layout has `#`. */
function fractionIn(digits: string, layout: string): string[] {
  let kept = layout.length;
  while (kept > 0 && digits[kept - 1] === "0" && layout[kept - 1] !== "0") kept -= 1;
  return [...layout].map((sign, at) => (at < kept ? (digits[at] ?? "") : (LEFT_OUT.get(sign) ?? "")));
}

import type { Twins } from "../../generated/twins";
import { Decimal, wholeOf } from "../decimal";
import { NoResult } from "../evaluation";
import { ROUND, roundedTo } from "../rounding";

/** Returns an amount in yuan in capital numerals, rounded half away from zero to fen. */
export const twin: Twins["RMB"] = (number) => {
  if (number.abs().gt(LIMIT)) throw new NoResult("the amount is too large to be written", "金额过大，无法转换为大写");
  const total = wholeOf(roundedTo(number.abs(), new Decimal(2), ROUND.halfUp).times(100));
  const [yuan, jiao, fen] = [total / 100n, Number((total / 10n) % 10n), Number(total % 10n)];
  const negative = number.isNeg() && !number.isZero() ? "负" : "";
  let text = yuan > 0n ? `${wholeText(yuan)}元` : "";
  if (jiao === 0 && fen === 0) return yuan > 0n ? `${negative}${text}整` : "零元整";
  if (yuan > 0n && (jiao === 0 || yuan % 10n === 0n)) text += "零";
  if (jiao > 0) text += `${DIGITS[jiao]}角`;
  if (fen > 0) text += `${DIGITS[fen]}分`;
  return negative + text;
};

/** The largest amount that is written. */
const LIMIT = new Decimal("9999999999999999.99");
const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const GROUPS: readonly (readonly [size: bigint, unit: string])[] = [
  [100_000_000n, "亿"],
  [10_000n, "万"],
];

/** Returns a positive whole number below ten quadrillions. */
function wholeText(number: bigint): string {
  for (const [size, unit] of GROUPS) {
    if (number >= size) {
      const [high, low] = [number / size, number % size];
      const gap = low > 0n && low < size / 10n ? "零" : "";
      return `${wholeText(high)}${unit}${gap}${low > 0n ? wholeText(low) : ""}`;
    }
  }
  let text = "";
  let gap = "";
  for (const [place, digit] of [...String(number).padStart(4, "0")].entries()) {
    if (digit === "0") {
      gap = text === "" ? "" : "零";
    } else {
      text += `${gap}${DIGITS[Number(digit)]}${["仟", "佰", "拾", ""][place]}`;
      gap = "";
    }
  }
  return text;
}

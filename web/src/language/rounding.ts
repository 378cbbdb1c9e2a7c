import DecimalJs from "decimal.js";
import { Decimal } from "./decimal";
import { NoResult } from "./evaluation";

const MIN_SCALE = -6111;
const MAX_SCALE = 6176;

/** The ways to round. */
export const ROUND = {
  ceiling: DecimalJs.ROUND_CEIL,
  down: DecimalJs.ROUND_DOWN,
  floor: DecimalJs.ROUND_FLOOR,
  halfDown: DecimalJs.ROUND_HALF_DOWN,
  halfEven: DecimalJs.ROUND_HALF_EVEN,
  halfUp: DecimalJs.ROUND_HALF_UP,
  up: DecimalJs.ROUND_UP,
} as const;

/** Returns a number rounded to `scale` digits after the point, to tens, hundreds, … for a negative one. */
export function roundedTo(n: Decimal, scale: Decimal, mode: DecimalJs.Rounding): Decimal {
  if (scale.lt(MIN_SCALE) || scale.gt(MAX_SCALE)) {
    throw new NoResult(
      `the scale is not between ${MIN_SCALE} and ${MAX_SCALE}`,
      `小数位数不在 ${MIN_SCALE} 到 ${MAX_SCALE} 之间`,
    );
  }
  const digits = scale.trunc().toNumber();
  return digits >= 0 ? n.toDecimalPlaces(digits, mode) : n.toNearest(new Decimal(`1e${-digits}`), mode);
}

/** Returns the whole part of a number, as far as a position in a list or text needs it. */
export function integerOf(n: Decimal): number {
  return n.trunc().toNumber();
}

import DecimalJs from "decimal.js";

/** The exponent of the tiniest number with 34 digits. */
const MIN_EXPONENT = -6143;
/** Digits after the point that any number has at the most. */
const MAX_PLACES = 6176;

/** Numbers of the language: decimals of 34 digits (IEEE 754 decimal128), half to even. */
export const Decimal = DecimalJs.clone({
  defaults: true,
  maxE: 6144,
  minE: -MAX_PLACES,
  precision: 34,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -9_000_000,
  toExpPos: 9_000_000,
});

/** A number of the language. */
export type Decimal = DecimalJs;

/** Nothing. */
export const ZERO: Decimal = new Decimal(0);
/** One. */
export const ONE: Decimal = new Decimal(1);

/** Returns a number as people write it: without exponent, trailing zeros or minus zero. */
export function plain(value: Decimal): string {
  return value.isZero() ? "0" : value.toFixed();
}

/** Returns an integer of any size as a number, rounded to 34 digits. */
export function decimalOf(value: bigint | number): Decimal {
  return typeof value === "number" ? new Decimal(value) : rounded(new Decimal(value.toString()));
}

/** Returns a number rounded to 34 digits, as every operation gives it; constructors do not round. */
export function rounded(value: Decimal): Decimal {
  return value.precision() <= 34 ? value : value.toSignificantDigits(34, DecimalJs.ROUND_HALF_EVEN);
}

/** Returns the whole part of a number as an integer of any size. */
export function wholeOf(value: Decimal): bigint {
  return BigInt(value.toFixed(0, DecimalJs.ROUND_DOWN));
}

/** Returns what an operation gave as a number of the language: null for none, and the tiniest ones with fewer digits. */
export function settled(value: Decimal): Decimal | null {
  if (!value.isFinite()) return null;
  return value.e < MIN_EXPONENT ? value.toDecimalPlaces(MAX_PLACES, DecimalJs.ROUND_HALF_EVEN) : value;
}

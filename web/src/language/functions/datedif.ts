import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { NoResult } from "../evaluation";
import { datePart, existing, wholeMonths } from "../periods";
import { addMonths, type DateValue } from "../temporal";

/** Returns the whole units between two days. */
export const twin: Twins["DATEDIF"] = (from, to, unit) => {
  const count = UNITS.get(unit.toUpperCase());
  if (count === undefined) {
    throw new NoResult("the unit is none of Y, M, D, YM, MD, YD", "单位不是 Y、M、D、YM、MD、YD 之一");
  }
  const [first, last] = [datePart(from), datePart(to)];
  if (last.ordinal() < first.ordinal()) throw new NoResult("the end is before the start", "结束日期早于开始日期");
  return new Decimal(count(first, last));
};

const UNITS: ReadonlyMap<string, (from: DateValue, to: DateValue) => number> = new Map([
  ["D", (from, to) => to.ordinal() - from.ordinal()],
  ["M", wholeMonths],
  ["MD", (from, to) => daysAfter(from, to, wholeMonths(from, to))],
  ["Y", (from, to) => Math.floor(wholeMonths(from, to) / 12)],
  ["YD", (from, to) => daysAfter(from, to, Math.floor(wholeMonths(from, to) / 12) * 12)],
  ["YM", (from, to) => wholeMonths(from, to) % 12],
]);

/** Returns the days that are left when `months` have passed, cut to the end of a shorter month. */
function daysAfter(from: DateValue, to: DateValue, months: number): number {
  return to.ordinal() - existing(addMonths(from, BigInt(months))).ordinal();
}

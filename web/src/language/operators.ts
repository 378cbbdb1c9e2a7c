import { Decimal, decimalOf, settled, wholeOf } from "./decimal";
import { grown, warn } from "./evaluation";
import { keyOf } from "./keys";
import {
  addMonths,
  atInstant,
  DAY,
  DateTimeValue,
  type DateValue,
  DaysTime,
  dateOfOrdinal,
  daysTime,
  TimeValue,
  YearsMonths,
  yearsMonths,
} from "./temporal";
import { compareTexts } from "./texts";
import {
  type Context,
  isContext,
  isList,
  KIND,
  KINDS,
  kindLabel,
  kindOf,
  type List,
  Range,
  type Value,
} from "./values";
import { UTC } from "./zones";

/** Three-valued: null is "not known". */
export type Logical = boolean | null;

/** An operation on two values of certain kinds; null when it has no result. */
type Operation = (left: never, right: never) => Value;
type Table = readonly (Operation | undefined)[];

const BIG_DAY = BigInt(DAY);

function failed(op: string, left: Value, right: Value): null {
  return warn("NULL_OPERAND", { left: kindLabel(left), op, right: kindLabel(right) });
}

// --- arithmetic -------------------------------------------------------------------------------------------------

function floorDays(ns: bigint): bigint {
  return (ns - (((ns % BIG_DAY) + BIG_DAY) % BIG_DAY)) / BIG_DAY;
}

function datePlus(date: DateValue, duration: DaysTime): Value {
  return dateOfOrdinal(BigInt(date.ordinal()) + floorDays(duration.ns));
}

function momentPlus(moment: DateTimeValue, duration: DaysTime): Value {
  return atInstant(moment.instant() + duration.ns, moment.zone);
}

function momentMonths(moment: DateTimeValue, duration: YearsMonths): Value {
  const date = addMonths(moment.date, duration.months);
  return date === null ? null : new DateTimeValue(date, moment.ns, moment.zone);
}

function timePlus(time: TimeValue, duration: DaysTime): Value {
  const total = (BigInt(time.ns) + duration.ns) % BIG_DAY;
  return new TimeValue(Number(total < 0n ? total + BIG_DAY : total), time.zone);
}

function momentsBetween(left: DateTimeValue, right: DateTimeValue): Value {
  if ((left.zone === null) !== (right.zone === null)) return null;
  return daysTime(left.instant() - right.instant());
}

function timesBetween(left: TimeValue, right: TimeValue): Value {
  if ((left.zone === null) !== (right.zone === null)) return null;
  return new DaysTime(BigInt(left.instant() - right.instant()));
}

function midnight(date: DateValue): DateTimeValue {
  return new DateTimeValue(date, 0, UTC);
}

function scaled(amount: bigint, factor: Decimal): bigint | null {
  const product = decimalOf(amount).times(factor);
  return product.isFinite() ? wholeOf(product) : null;
}

function shared(amount: bigint, divisor: Decimal): bigint | null {
  const quotient = decimalOf(amount).div(divisor);
  return quotient.isFinite() ? wholeOf(quotient) : null;
}

const inDaysTime = (ns: bigint | null): Value => (ns === null ? null : daysTime(ns));
const inMonths = (months: bigint | null): Value => (months === null ? null : yearsMonths(months));
const minusDays = (duration: DaysTime) => new DaysTime(-duration.ns);
const minusMonths = (duration: YearsMonths) => new YearsMonths(-duration.months);

function powered(base: Decimal, exponent: Decimal): Value {
  return settled(base.pow(exponent));
}

function joined(left: string, right: string): string {
  grown(left.length + right.length);
  return left + right;
}

/** Returns a table of operations by the kinds of both sides. */
function table(entries: readonly (readonly [left: number, right: number, operation: Operation])[]): Table {
  const rows: (Operation | undefined)[] = new Array(KINDS * KINDS).fill(undefined);
  for (const [left, right, operation] of entries) rows[left * KINDS + right] = operation;
  return rows;
}

const { number: N, string: S, date: D, time: T, dateTime: M, daysTime: H, yearsMonths: Y } = KIND;

const ADD = table([
  [N, N, (a: Decimal, b: Decimal) => settled(a.plus(b))],
  [S, S, joined],
  [H, H, (a: DaysTime, b: DaysTime) => daysTime(a.ns + b.ns)],
  [Y, Y, (a: YearsMonths, b: YearsMonths) => yearsMonths(a.months + b.months)],
  [D, H, datePlus],
  [H, D, (a: DaysTime, b: DateValue) => datePlus(b, a)],
  [D, Y, (a: DateValue, b: YearsMonths) => addMonths(a, b.months)],
  [Y, D, (a: YearsMonths, b: DateValue) => addMonths(b, a.months)],
  [M, H, momentPlus],
  [H, M, (a: DaysTime, b: DateTimeValue) => momentPlus(b, a)],
  [M, Y, momentMonths],
  [Y, M, (a: YearsMonths, b: DateTimeValue) => momentMonths(b, a)],
  [T, H, timePlus],
  [H, T, (a: DaysTime, b: TimeValue) => timePlus(b, a)],
]);

const SUBTRACT = table([
  [N, N, (a: Decimal, b: Decimal) => settled(a.minus(b))],
  [H, H, (a: DaysTime, b: DaysTime) => daysTime(a.ns - b.ns)],
  [Y, Y, (a: YearsMonths, b: YearsMonths) => yearsMonths(a.months - b.months)],
  [D, H, (a: DateValue, b: DaysTime) => datePlus(a, minusDays(b))],
  [D, Y, (a: DateValue, b: YearsMonths) => addMonths(a, -b.months)],
  [D, D, (a: DateValue, b: DateValue) => new DaysTime(BigInt(a.ordinal() - b.ordinal()) * BIG_DAY)],
  [D, M, (a: DateValue, b: DateTimeValue) => momentsBetween(midnight(a), b)],
  [M, D, (a: DateTimeValue, b: DateValue) => momentsBetween(a, midnight(b))],
  [M, M, momentsBetween],
  [M, H, (a: DateTimeValue, b: DaysTime) => momentPlus(a, minusDays(b))],
  [M, Y, (a: DateTimeValue, b: YearsMonths) => momentMonths(a, minusMonths(b))],
  [T, T, timesBetween],
  [T, H, (a: TimeValue, b: DaysTime) => timePlus(a, minusDays(b))],
]);

const MULTIPLY = table([
  [N, N, (a: Decimal, b: Decimal) => settled(a.times(b))],
  [H, N, (a: DaysTime, b: Decimal) => inDaysTime(scaled(a.ns, b))],
  [N, H, (a: Decimal, b: DaysTime) => inDaysTime(scaled(b.ns, a))],
  [Y, N, (a: YearsMonths, b: Decimal) => inMonths(scaled(a.months, b))],
  [N, Y, (a: Decimal, b: YearsMonths) => inMonths(scaled(b.months, a))],
]);

const DIVIDE = table([
  [N, N, (a: Decimal, b: Decimal) => settled(a.div(b))],
  [H, N, (a: DaysTime, b: Decimal) => inDaysTime(shared(a.ns, b))],
  [H, H, (a: DaysTime, b: DaysTime) => settled(decimalOf(a.ns).div(decimalOf(b.ns)))],
  [Y, N, (a: YearsMonths, b: Decimal) => inMonths(shared(a.months, b))],
  [Y, Y, (a: YearsMonths, b: YearsMonths) => settled(decimalOf(a.months).div(decimalOf(b.months)))],
]);

const POWER = table([[N, N, powered]]);

/** An operator on any two values: null, with a warning, where it has no meaning. */
export type Operator = (left: Value, right: Value) => Value;

function operator(op: string, operations: Table): Operator {
  return (left, right) => {
    const operation = operations[kindOf(left) * KINDS + kindOf(right)];
    if (operation === undefined) return failed(op, left, right);
    return operation(left as never, right as never) ?? failed(op, left, right);
  };
}

/** Returns `left + right`. */
export const add: Operator = operator("+", ADD);
/** Returns `left - right`. */
export const subtract: Operator = operator("-", SUBTRACT);
/** Returns `left * right`. */
export const multiply: Operator = operator("*", MULTIPLY);
/** Returns `left / right`. */
export const divide: Operator = operator("/", DIVIDE);
/** Returns `left ** right`. */
export const power: Operator = operator("**", POWER);

/** Returns `-value` of a number or duration. */
export function negate(value: Value): Value {
  if (value instanceof Decimal) return value.neg();
  if (value instanceof DaysTime) return minusDays(value);
  if (value instanceof YearsMonths) return minusMonths(value);
  return failed("-", null, value);
}

// --- comparison -------------------------------------------------------------------------------------------------

/** Returns whether two values are equal: null only equals null, values of different kinds give null. */
export function equal(left: Value, right: Value): Logical {
  if (left === null || right === null) return left === right;
  const kind = kindOf(left);
  if (kind !== kindOf(right)) return failed("=", left, right);
  if (isList(left)) return allEqual(left, right as List);
  if (isContext(left)) return sameMembers(left, right as Context);
  if (left instanceof Range) return keyOf(left) === keyOf(right);
  return kind === KIND.function || typeof left === "boolean" ? left === right : sameScalar(left, right);
}

function allEqual(left: List, right: List): Logical {
  if (left.length !== right.length) return false;
  let result: Logical = true;
  for (let at = 0; at < left.length; at += 1) {
    const same = equal(left[at] ?? null, right[at] ?? null);
    if (same === false) return false;
    if (same === null) result = null;
  }
  return result;
}

function sameMembers(left: Context, right: Context): Logical {
  if (left.size !== right.size || [...left.keys()].some((name) => !right.has(name))) return sameRecord(left, right);
  const names = [...left.keys()];
  return allEqual(
    names.map((name) => left.get(name) ?? null),
    names.map((name) => right.get(name) ?? null),
  );
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Returns whether two contexts are one record, of which different parts were loaded. */
function sameRecord(left: Context, right: Context): boolean {
  const key = left.get("id");
  return typeof key === "string" && key === right.get("id") && KEY.test(key);
}

function sameScalar(left: Value, right: Value): boolean {
  if (typeof left === "string") return left === right;
  if ((zoned(left) ?? false) !== (zoned(right) ?? false)) return false;
  return ordered(left, right) === 0;
}

/** Returns whether a time or date and time has a zone; null for other values. */
export function zoned(value: Value): boolean | null {
  return value instanceof TimeValue || value instanceof DateTimeValue ? value.zone !== null : null;
}

/** Returns the opposite of `equal`, null where that is null. */
export function unequal(left: Value, right: Value): Logical {
  const same = equal(left, right);
  return same === null ? null : !same;
}

/** Returns the order of two values of one ordered kind: negative, zero or positive; null for other kinds. */
function ordered(left: Value, right: Value): number | null {
  if (left instanceof Decimal) return left.cmp(right as Decimal);
  if (typeof left === "string") return compareTexts(left, right as string);
  switch (kindOf(left)) {
    case KIND.date:
      return (left as DateValue).ordinal() - (right as DateValue).ordinal();
    case KIND.time:
      return (left as TimeValue).instant() - (right as TimeValue).instant();
    case KIND.dateTime:
      return signOf((left as DateTimeValue).instant() - (right as DateTimeValue).instant());
    case KIND.daysTime:
      return signOf((left as DaysTime).ns - (right as DaysTime).ns);
    case KIND.yearsMonths:
      return signOf((left as YearsMonths).months - (right as YearsMonths).months);
    default:
      return null;
  }
}

function signOf(difference: bigint): number {
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** Returns the order of two values, null (with a warning) when they have none. */
export function compare(op: string, left: Value, right: Value): number | null {
  if (kindOf(left) !== kindOf(right) || zoned(left) !== zoned(right)) return failed(op, left, right);
  return ordered(left, right) ?? failed(op, left, right);
}

/** A comparison of two values. */
export type Comparison = (left: Value, right: Value) => Logical;

function comparison(op: string, holds: (order: number) => boolean): Comparison {
  return (left, right) => {
    const order = compare(op, left, right);
    return order === null ? null : holds(order);
  };
}

/** Returns `left < right`. */
export const less: Comparison = comparison("<", (order) => order < 0);
/** Returns `left <= right`. */
export const lessEqual: Comparison = comparison("<=", (order) => order <= 0);
/** Returns `left > right`. */
export const greater: Comparison = comparison(">", (order) => order > 0);
/** Returns `left >= right`. */
export const greaterEqual: Comparison = comparison(">=", (order) => order >= 0);

/** Returns `left and right` in three-valued logic; what is no boolean counts as null. */
export function both(left: Value, right: Value): Logical {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : null;
}

/** Returns `low <= value and value <= high`. */
export function between(value: Value, low: Value, high: Value): Logical {
  return both(greaterEqual(value, low), lessEqual(value, high));
}

/** Returns whether a kind of values can be compared with `<`. */
export function isOrdered(value: Value): boolean {
  const kind = kindOf(value);
  return kind >= KIND.number && kind <= KIND.yearsMonths;
}

/** Returns the range of two endpoints of one ordered kind; null when they are not. */
export function makeRange(low: Value, high: Value, lowIncluded: boolean, highIncluded: boolean): Range | null {
  if (!isOrdered(low) || kindOf(low) !== kindOf(high)) return failed("..", low, high);
  return new Range(low, high, lowIncluded, highIncluded);
}

/** Returns the range that `< end`, `>= end`, `= end`, `!= end` describes. */
export function halfRange(op: string, end: Value): Range | null {
  if (end === null && op !== "=" && op !== "!=") return failed(op, null, end);
  switch (op) {
    case "<":
    case "<=":
      return new Range(null, end, false, op === "<=");
    case ">":
    case ">=":
      return new Range(end, null, op === ">=", false);
    default:
      return new Range(end, end, true, true, op === "!=", op === "=");
  }
}

/** Returns whether a value lies in the range. */
export function includes(area: Range, value: Value): Logical {
  if (area.excludes) return unequal(value, area.low);
  if (area.single) return equal(value, area.low);
  let above: Logical = true;
  if (area.low !== null) above = area.lowIncluded ? greaterEqual(value, area.low) : greater(value, area.low);
  let below: Logical = true;
  if (area.high !== null) below = area.highIncluded ? lessEqual(value, area.high) : less(value, area.high);
  return both(above, below);
}

/** Returns whether a value passes a test: equals it, lies in the range, or is or lies in an element of the list. */
export function passes(value: Value, test: Value): Logical {
  if (test instanceof Range && !(value instanceof Range)) return includes(test, value);
  if (isList(test)) {
    if (isList(value) && equal(value, test) === true) return true;
    return anyOf(test.map((one) => passesOne(value, one)));
  }
  return test === null && value !== null ? null : equal(value, test);
}

/** Returns whether a value equals an element of a list of tests, or lies in it when it is a range. */
function passesOne(value: Value, one: Value): Logical {
  return one instanceof Range && !(value instanceof Range) ? includes(one, value) : equal(value, one);
}

/** Returns the disjunction of results. */
export function anyOf(results: readonly Logical[]): Logical {
  if (results.includes(true)) return true;
  return results.includes(null) ? null : false;
}

/** Returns whether two values are of the same kind, elements and members left out. */
export function sameKind(left: Value, right: Value): boolean {
  return kindOf(left) === kindOf(right);
}

import { NoResult } from "./evaluation";
import { equal, less } from "./operators";
import { Range, type Value } from "./values";

/** An end of an interval; an end left out of its range lies just inside of it. */
export class End {
  private readonly value: Value;
  /** 1 just after the value, -1 just before it, 0 at it. */
  private readonly shift: number;
  /** -1 before everything, 1 after everything, 0 at the value. */
  private readonly infinite: number;

  constructor(value: Value, shift: number, infinite: number) {
    this.value = value;
    this.shift = shift;
    this.infinite = infinite;
  }

  /** Returns a negative number, zero or a positive one when it lies before, at or after the other end. */
  compared(other: End): number {
    if (this.infinite !== 0 || other.infinite !== 0) return this.infinite - other.infinite;
    if (equal(this.value, other.value) === true) return this.shift - other.shift;
    const before = less(this.value, other.value);
    if (before === null) {
      throw new NoResult("points of these types cannot be compared", "这些类型的点无法比较");
    }
    return before ? -1 : 1;
  }
}

/** What lies between two ends; a point has both at itself. */
export interface Interval {
  readonly low: End;
  readonly high: End;
}

/** Returns the interval of a range or point; throws `NoResult` for everything but a point. */
export function intervalOf(value: Value): Interval {
  if (!(value instanceof Range)) return { high: new End(value, 0, 0), low: new End(value, 0, 0) };
  if (value.excludes) throw new NoResult("everything but a point is no interval", "“不等于某点”不是区间");
  return {
    high: value.high === null ? new End(null, 0, 1) : new End(value.high, value.highIncluded ? 0 : -1, 0),
    low: value.low === null ? new End(null, 0, -1) : new End(value.low, value.lowIncluded ? 0 : 1, 0),
  };
}

/** Returns a relation between two points or ranges as a function of both; the relations are those of Allen. */
export function relation(holds: (first: Interval, second: Interval) => boolean): (one: Value, other: Value) => Value {
  return (one, other) => holds(intervalOf(one), intervalOf(other));
}

/** Returns whether one end lies before another. */
export function isBefore(one: End, other: End): boolean {
  return one.compared(other) < 0;
}

/** Returns whether one end lies before another, or at the same place. */
export function isNotAfter(one: End, other: End): boolean {
  return one.compared(other) <= 0;
}

/** Returns whether both ends lie at one place. */
export function isAt(one: End, other: End): boolean {
  return one.compared(other) === 0;
}

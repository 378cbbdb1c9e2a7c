import { Decimal } from "./decimal";
import { locate, noResult, type Span, spend, warn } from "./evaluation";
import type { Code, Frame } from "./frame";
import { type Logical, passes } from "./operators";
import { DateValue, dateOfOrdinal } from "./temporal";
import { FunctionValue, isContext, isList, kindLabel, type List, Range, type Value } from "./values";

/** A loop was given something that is no list: its result is null. */
class NoList {}

/** One iterator of a loop, ready to run. */
export interface Loop {
  readonly span: Span;
  readonly slot: number;
  readonly domain: Code;
  /** The second end of a range of numbers or dates. */
  readonly until: Code | null;
}

/** Returns what a filter works on: the list, a value as a list of one, nothing for null. */
function asList(value: Value): List {
  if (isList(value)) return value;
  return value === null ? [] : [value];
}

/** Returns the element at a position from 1, or from the end when negative; null with a warning outside. */
function element(items: List, position: Decimal): Value {
  if (!position.isInteger())
    return warn("NULL_OPERAND", { left: kindLabel([]), op: "[…]", right: kindLabel(position) });
  const at = position.toNumber();
  const found = items.at(at > 0 ? at - 1 : at);
  if (at !== 0 && Math.abs(at) <= items.length && found !== undefined) return found;
  return noResult({
    en: `the list has no element ${position.toFixed()}`,
    "zh-CN": `列表没有第 ${position.toFixed()} 个元素`,
  });
}

/** Returns the elements for which a condition holds, or the one at a position when it gives a number. */
export function filtered(base: Value, frame: Frame, slot: number, condition: Code, span: Span): Value {
  const items = asList(base);
  spend(items.length);
  const holds = (item: Value): Value => {
    frame.slots[slot] = item;
    return condition(frame);
  };
  const first = holds(items[0] ?? null);
  if (first instanceof Decimal) {
    locate(span);
    return element(items, first);
  }
  if (items.length === 0) return [];
  if (first !== null && typeof first !== "boolean") {
    locate(span);
    warn("NOT_A_CONDITION", { found: kindLabel(first) });
  }
  const kept: Value[] = first === true ? [items[0] ?? null] : [];
  for (let at = 1; at < items.length; at += 1) {
    const item = items[at] ?? null;
    if (holds(item) === true) kept.push(item);
  }
  return kept;
}

/** Returns the elements that a loop goes through; throws `NoList` for null and what cannot be gone through. */
function elements(domain: Value): Iterable<Value> {
  if (isList(domain)) {
    spend(domain.length + 1);
    return domain;
  }
  if (domain instanceof Range) return elementsOfRange(domain);
  if (domain === null || isContext(domain) || domain instanceof FunctionValue) throw noList(domain);
  spend(1);
  return [domain];
}

function elementsOfRange(area: Range): Iterable<Value> {
  const { low, high } = area;
  if (area.excludes || low === null || high === null) throw noList(area);
  if (!(low instanceof Decimal || low instanceof DateValue)) throw noList(area);
  const found = [...steps(low, high)];
  return found.slice(area.lowIncluded ? 0 : 1, area.highIncluded ? found.length : -1);
}

function noList(value: Value): NoList {
  warn("NOT_A_LIST", { found: kindLabel(value) });
  return new NoList();
}

/** Returns the whole numbers, or the days, from `low` to `high` in steps of one, downwards when it is smaller. */
function steps(low: Value, high: Value): Iterable<Value> {
  if (low instanceof Decimal && high instanceof Decimal) {
    if (!low.isInteger() || !high.isInteger()) throw noList(low);
    const first = low;
    return counted(0, high.minus(low).toNumber(), (offset) => first.plus(offset));
  }
  if (low instanceof DateValue && high instanceof DateValue)
    return counted(low.ordinal(), high.ordinal(), dateOfOrdinal);
  throw noList(low);
}

/** Returns what `make` gives for the numbers from `first` to `last`, counted as steps before any is made. */
function counted(first: number, last: number, make: (value: number) => Value): Iterable<Value> {
  spend(Math.abs(last - first) + 1);
  return (function* () {
    const step = first <= last ? 1 : -1;
    for (let value = first; step > 0 ? value <= last : value >= last; value += step) yield make(value);
  })();
}

/** Runs `body` for every combination of elements until it returns true. */
function turn(loops: readonly Loop[], depth: number, frame: Frame, body: () => boolean): boolean {
  const loop = loops[depth];
  if (loop === undefined) return body();
  const domain = loop.domain(frame);
  const until = loop.until?.(frame);
  locate(loop.span);
  const found = until === undefined ? elements(domain) : steps(domain, until);
  for (const item of found) {
    frame.slots[loop.slot] = item;
    if (turn(loops, depth + 1, frame, body)) return true;
  }
  return false;
}

/** Returns the value of a `for`; the list of results so far stands in the slot `partial` unless that is -1. */
export function collected(loops: readonly Loop[], frame: Frame, body: Code, partial: number): Value {
  const results: Value[] = [];
  if (partial >= 0) frame.slots[partial] = results;
  try {
    turn(loops, 0, frame, () => {
      results.push(body(frame));
      return false;
    });
  } catch (error) {
    if (error instanceof NoList) return null;
    throw error;
  }
  return results;
}

/** Returns whether some, or every, combination of elements meets a condition; null when that stays open. */
export function quantified(loops: readonly Loop[], frame: Frame, condition: Code, some: boolean): Logical {
  let open = false;
  try {
    const decided = turn(loops, 0, frame, () => {
      const holds = condition(frame);
      open ||= holds === null;
      return holds === some;
    });
    if (decided) return some;
  } catch (error) {
    if (error instanceof NoList) return null;
    throw error;
  }
  return open ? null : !some;
}

/** Returns whether an input passes a test that mentions `?`: a boolean decides, anything else is compared. */
export function testResult(value: Value, outcome: Value): Logical {
  return typeof outcome === "boolean" ? outcome : passes(value, outcome);
}

import { Decimal, plain } from "./decimal";
import { DateTimeValue, TimeValue } from "./temporal";
import { FunctionValue, isContext, isList, kindName, type List, Range, type Value } from "./values";

const functionKeys = new WeakMap<FunctionValue, number>();
let functionCount = 0;

/** Returns a text that two values share exactly when they are equal, null being equal to null. */
export function keyOf(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Decimal) return plain(value);
  if (isList(value)) return `[${value.map(keyOf).join()}]`;
  if (isContext(value)) {
    const members = [...value].map(([name, member]) => `${JSON.stringify(name)}:${keyOf(member)}`);
    return `{${members.sort().join()}}`;
  }
  if (value instanceof Range) {
    const { excludes, highIncluded, lowIncluded } = value;
    return `range(${[keyOf(value.low), keyOf(value.high), lowIncluded, highIncluded, excludes].join()})`;
  }
  if (value instanceof DateTimeValue) return `moment(${value.zone === null},${value.instant()})`;
  if (value instanceof TimeValue) return `time(${value.zone === null},${value.instant()})`;
  return value instanceof FunctionValue ? functionKey(value) : `${kindName(value)}(${value})`;
}

function functionKey(value: FunctionValue): string {
  let key = functionKeys.get(value);
  if (key === undefined) {
    functionCount += 1;
    key = functionCount;
    functionKeys.set(value, key);
  }
  return `function(${key})`;
}

/** Returns the values in the order of their first appearance, without equal ones after it. */
export function withoutRepeats(values: List): Value[] {
  const seen = new Map<string, Value>();
  for (const value of values) {
    const key = keyOf(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

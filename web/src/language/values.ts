import { TYPE_WORDS } from "../generated/language";
import { Decimal } from "./decimal";
import type { Text } from "./evaluation";
import { DateTimeValue, DateValue, DaysTime, TimeValue, YearsMonths } from "./temporal";
import { common, conforms, type Type } from "./types";
import { UTC } from "./zones";

/** A value of the language. */
export type Value =
  | null
  | boolean
  | Decimal
  | string
  | DateValue
  | TimeValue
  | DateTimeValue
  | DaysTime
  | YearsMonths
  | readonly Value[]
  | Context
  | Range
  | FunctionValue;

/** A list; its elements are never changed once it is a value. */
export type List = readonly Value[];

/** A context: its members by name, in order. A map has no members but its own. */
export type Context = ReadonlyMap<string, Value>;

/** The kinds of values, by which the operators choose what to do. */
export const KIND = {
  null: 0,
  boolean: 1,
  number: 2,
  string: 3,
  date: 4,
  time: 5,
  dateTime: 6,
  daysTime: 7,
  yearsMonths: 8,
  list: 9,
  context: 10,
  range: 11,
  function: 12,
} as const;

/** How many kinds there are. */
export const KINDS = 13;

const NAMES = [
  "Null",
  "boolean",
  "number",
  "string",
  "date",
  "time",
  "date and time",
  "days and time duration",
  "years and months duration",
  "list",
  "context",
  "range",
  "function",
] as const;

/**
 * The values between two endpoints; a side that is null is open to infinity. `excludes` is `(!= low)`,
 * `single` is `(= low)`: the same values as `[low..low]`, but compared as `=` does.
 */
export class Range {
  readonly low: Value;
  readonly high: Value;
  readonly lowIncluded: boolean;
  readonly highIncluded: boolean;
  readonly excludes: boolean;
  readonly single: boolean;

  constructor(low: Value, high: Value, lowIncluded: boolean, highIncluded: boolean, excludes = false, single = false) {
    this.low = low;
    this.high = high;
    this.lowIncluded = lowIncluded;
    this.highIncluded = highIncluded;
    this.excludes = excludes;
    this.single = single;
  }
}

/** A parameter of a function that is a value. */
export interface ValueParameter {
  readonly name: string;
  readonly type: Type;
}

/** A function as a value: of the text, or a built-in one. */
export class FunctionValue {
  readonly name: string;
  readonly parameters: readonly ValueParameter[];
  readonly result: Type;
  /** Returns the result for arguments by position. */
  readonly call: (argumentValues: List) => Value;
  /** Returns the result for arguments by name; null for functions whose parameters say all. */
  readonly callNamed: ((argumentValues: Context) => Value) | null;

  constructor(
    name: string,
    parameters: readonly ValueParameter[],
    result: Type,
    call: (argumentValues: List) => Value,
    callNamed: ((argumentValues: Context) => Value) | null = null,
  ) {
    this.name = name;
    this.parameters = parameters;
    this.result = result;
    this.call = call;
    this.callNamed = callNamed;
  }
}

/** Returns whether a value is a list. */
export function isList(value: Value): value is List {
  return Array.isArray(value);
}

/** Returns whether a value is a context. */
export function isContext(value: Value): value is Context {
  return value instanceof Map;
}

/** Returns the kind of a value: one of `KIND`. */
export function kindOf(value: Value): number {
  if (value === null) return KIND.null;
  if (typeof value === "string") return KIND.string;
  if (typeof value === "boolean") return KIND.boolean;
  if (value instanceof Decimal) return KIND.number;
  if (isList(value)) return KIND.list;
  if (value instanceof Map) return KIND.context;
  if (value instanceof DateValue) return KIND.date;
  if (value instanceof DateTimeValue) return KIND.dateTime;
  if (value instanceof DaysTime) return KIND.daysTime;
  if (value instanceof YearsMonths) return KIND.yearsMonths;
  if (value instanceof TimeValue) return KIND.time;
  return value instanceof Range ? KIND.range : KIND.function;
}

/** Returns the name of the kind of a value, as types spell it. */
export function kindName(value: Value): (typeof NAMES)[number] {
  return NAMES[kindOf(value)] ?? "function";
}

/** Returns what the kind of a value is called in messages. */
export function kindLabel(value: Value): Text {
  return TYPE_WORDS[kindName(value)];
}

/** Returns the full type of a value: element types of lists and ranges, members of contexts. */
export function typeOf(value: Value): Type {
  if (isList(value)) {
    const [first, ...others] = value.map(typeOf);
    return ["list", first === undefined ? "Null" : others.reduce(common, first)];
  }
  if (isContext(value)) {
    return ["context", Object.fromEntries([...value].map(([name, member]) => [name, typeOf(member)]))];
  }
  if (value instanceof Range) return ["range", typeOf(value.low ?? value.high)];
  if (value instanceof FunctionValue) return ["function", value.parameters.map(({ type }) => type), value.result];
  const name = kindName(value);
  return name === "list" || name === "context" || name === "range" || name === "function" ? "Any" : name;
}

/** Returns whether a value that is not null is of a type; null members and elements belong to every type. */
export function isA(value: Value, kind: Type): boolean {
  if (kind === "Any") return true;
  if (typeof kind === "string") return kindName(value) === kind;
  switch (kind[0]) {
    case "list": {
      const item = kind[1];
      return isList(value) && (item === "Any" || value.every((part) => part === null || isA(part, item)));
    }
    case "range":
      return value instanceof Range && [value.low, value.high].every((end) => end === null || isA(end, kind[1]));
    case "context":
      return isContext(value) && (kind[1] === null || hasMembers(value, kind[1]));
    case "function":
      return value instanceof FunctionValue && (kind[1] === null || conforms(typeOf(value), kind));
  }
}

function hasMembers(value: Context, members: Readonly<Record<string, Type>>): boolean {
  return Object.entries(members).every(([name, member]) => {
    const own = value.get(name);
    return own !== undefined && (own === null || isA(own, member));
  });
}

/**
 * Returns `value` where `kind` is expected (DMN 1.5, section 10.3.2.9.4); undefined when it cannot stand there.
 *
 * A list of one stands for its element, an element for a list of one, a date for its midnight in UTC. Null passes.
 */
export function converted(value: Value, kind: Type): Value | undefined {
  if (value === null || kind === "Any" || isA(value, kind)) return value;
  const wantsList = typeof kind !== "string" && kind[0] === "list";
  if (isList(value) && value.length === 1 && !wantsList) {
    // One step only: the only element of the only element is somewhere else.
    const only = value[0] ?? null;
    return only !== null && isA(only, kind) ? only : undefined;
  }
  if (wantsList && !isList(value)) return isA(value, kind[1]) ? [value] : undefined;
  if (kind === "date and time" && value instanceof DateValue) return new DateTimeValue(value, 0, UTC);
  return undefined;
}

import { Decimal, plain, rounded } from "./decimal";
import { readDate, readDateTime, readDuration, readTime } from "./temporal-texts";
import { textOf } from "./texts";
import { FunctionValue, isContext, isList, kindName, Range, type Value } from "./values";

/** A value with its type: numbers, dates, times and durations as text, `null` without `v`. */
export interface TypedJson {
  readonly t: string;
  readonly v?: unknown;
  /** Of a range its ends, whether they are in, and whether it is everything else; of a function its parameters. */
  readonly parts?: readonly TypedJson[];
}

const READERS: Readonly<Record<string, (raw: unknown) => Value>> = {
  boolean: (raw) => raw === true || raw === "true",
  context: (raw) =>
    new Map(Object.entries(raw as Readonly<Record<string, TypedJson>>).map(([n, v]) => [n, readTyped(v)])),
  date: (raw) => readDate(String(raw)),
  "date and time": (raw) => readDateTime(String(raw)),
  "days and time duration": (raw) => readDuration(String(raw)),
  list: (raw) => (raw as readonly TypedJson[]).map(readTyped),
  number: (raw) => readNumber(String(raw)),
  string: (raw) => String(raw),
  time: (raw) => readTime(String(raw)),
  "years and months duration": (raw) => readDuration(String(raw)),
};

/** Returns the value of typed JSON. Throws `TypeError` when it is none. */
export function readTyped({ t, v }: TypedJson): Value {
  if (t === "null" || v === null || v === undefined) return null;
  const value = Object.hasOwn(READERS, t) ? READERS[t]?.(v) : null;
  if (value === null || value === undefined) throw new TypeError(`${JSON.stringify(v)} is no value of type '${t}'`);
  return value;
}

function readNumber(text: string): Decimal | null {
  const value = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? rounded(new Decimal(text.trim())) : null;
  return value?.isFinite() === true ? value : null;
}

/** Returns the typed JSON of a value; ranges and functions go out as their text, with what they are made of. */
export function writeTyped(value: Value): TypedJson {
  if (value === null) return { t: "null" };
  if (value instanceof Decimal) return { t: "number", v: plain(value) };
  if (typeof value === "string") return { t: "string", v: value };
  if (typeof value === "boolean") return { t: "boolean", v: value };
  if (isList(value)) return { t: "list", v: value.map(writeTyped) };
  if (isContext(value)) {
    return { t: "context", v: Object.fromEntries([...value].map(([name, member]) => [name, writeTyped(member)])) };
  }
  const written: TypedJson = { t: kindName(value), v: textOf(value) };
  const parts = partsOf(value);
  return parts === null ? written : { ...written, parts: parts.map(writeTyped) };
}

function partsOf(value: Value): readonly Value[] | null {
  if (value instanceof Range) {
    return [value.low, value.high, value.lowIncluded, value.highIncluded, value.excludes, value.single];
  }
  return value instanceof FunctionValue ? value.parameters.map(({ name }) => name) : null;
}

import { Decimal, Range, type Value } from "../language";
import { plain } from "../language/decimal";
import { DateTimeValue, DateValue, TimeValue } from "../language/temporal";
import { readDate, readDateTime, readTime } from "../language/temporal-texts";
import { textOf } from "../language/texts";
import { isContext, isList } from "../language/values";
import type { Json, JsonObject } from "./field-type";

/** Returns whether a value is an object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a member of an object; null where there is none. */
export function member(value: Json | undefined, name: string): Json {
  return isObject(value) ? (value[name] ?? null) : null;
}

/** Returns whether nothing was entered: null, an empty text, no elements. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

/** Returns whether two values are the same, numbers by their text. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (isEmpty(one) && isEmpty(other)) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((part, position) => same(part, other[position]));
  }
  if (isObject(one) && isObject(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((name) => same(one[name], other[name]));
  }
  return (typeof one === "number" || typeof other === "number") && String(one) === String(other);
}

/** Returns the elements of a value that is a list of texts, such as ids. */
export function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

/** Returns JSON data as a value of the language. */
export function valued(raw: Json | undefined): Value {
  if (raw === null || raw === undefined) return null;
  if (typeof raw === "number") return new Decimal(raw);
  if (Array.isArray(raw)) return raw.map(valued);
  if (isObject(raw)) return new Map(Object.entries(raw).map(([name, member]) => [name, valued(member)]));
  return raw as string | boolean;
}

/** Returns a value of the language as JSON data; numbers as text, so that no digit is lost. */
export function plainJson(value: Value): Json {
  if (value instanceof Decimal) return plain(value);
  if (isList(value)) return value.map(plainJson);
  if (isContext(value)) return Object.fromEntries([...value].map(([name, member]) => [name, plainJson(member)]));
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  return textOf(value);
}

/** A kind of value by what expressions see of it, and what becomes of a result. */
export interface Reading {
  readonly seen: (value: Json) => Value;
  readonly adopted: (value: Value) => Json;
}

/** Values that are texts. */
export const TEXT: Reading = {
  adopted: (value) => (value === null ? null : typeof value === "string" ? value || null : textOf(value)),
  seen: (value) => (typeof value === "string" && value.trim() !== "" ? value : null),
};

/** Values that are true or false. */
export const BOOLEAN: Reading = {
  adopted: (value) => (typeof value === "boolean" ? value : null),
  seen: (value) => (typeof value === "boolean" ? value : null),
};

/** Values that are texts in a list. */
export const TEXTS: Reading = {
  adopted: (value) => (isList(value) ? value.filter((one) => typeof one === "string") : null),
  seen: (value) => (isEmpty(value) ? null : texts(value)),
};

/** Values that are data of any shape. */
export const DATA: Reading = { adopted: plainJson, seen: valued };

/** Returns the number that a value is, null when it is none. */
export function numberOf(value: Json | undefined): Decimal | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(String(value)) ? new Decimal(String(value).trim()) : null;
}

/** Returns numbers with a number of digits after the point; results are rounded half away from zero. */
export function numbers(digits: number): Reading {
  return {
    adopted: (value) => (value instanceof Decimal ? plain(value.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP)) : null),
    seen: numberOf,
  };
}

/** Values that are days, months or years by their first day. */
export function days(precision: "day" | "month" | "year"): Reading {
  return {
    adopted: (value) => {
      if (!(value instanceof DateValue)) return null;
      const text = textOf(value);
      return precision === "day"
        ? text
        : precision === "month"
          ? `${text.slice(0, 7)}-01`
          : `${text.slice(0, 4)}-01-01`;
    },
    seen: (value) => (typeof value === "string" ? readDate(value) : null),
  };
}

/** Values that are times of day. */
export const TIME: Reading = {
  adopted: (value) => (value instanceof TimeValue ? textOf(value).slice(0, 8) : null),
  seen: (value) => (typeof value === "string" ? readTime(value.length === 5 ? `${value}:00` : value) : null),
};

/** Values that are instants. */
export const INSTANT: Reading = {
  adopted: (value) => {
    if (value instanceof DateValue) return `${textOf(value)}T00:00:00Z`;
    return value instanceof DateTimeValue ? (textOf(value).split("@")[0] ?? null) : null;
  },
  seen: (value) => (typeof value === "string" ? readDateTime(value) : null),
};

/** Returns stretches between two ends of a kind. */
export function stretches(end: Reading): Reading {
  return {
    adopted: (value) => {
      if (!(value instanceof Range)) return null;
      const [from, to] = [end.adopted(value.low), end.adopted(value.high)];
      return from === null || to === null ? null : { from, to };
    },
    seen: (value) => {
      if (!isObject(value)) return null;
      const [low, high] = [end.seen(member(value, "from")), end.seen(member(value, "to"))];
      return low === null || high === null ? null : new Range(low, high, true, true);
    },
  };
}

/** Values that are ids; what is known of the record comes from elsewhere. */
export const ID: Reading = {
  adopted: (value) => {
    const id = isContext(value) ? value.get("id") : value;
    return typeof id === "string" ? id : null;
  },
  seen: (value) => (typeof value === "string" ? new Map([["id", value]]) : null),
};

/** Values that are lists of ids. */
export const IDS: Reading = {
  adopted: (value) => (isList(value) ? value.map(ID.adopted).filter((one) => one !== null) : null),
  seen: (value) => (isEmpty(value) ? null : texts(value).map((id) => new Map([["id", id]]))),
};

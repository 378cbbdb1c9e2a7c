import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { type Context, isContext, type Value } from "../values";

/** Returns a new context with a value at a key, or at the end of a path of keys. */
export const twin: Twins["context put"] = [
  (context, key, value) => new Map(context).set(key, value),
  (context, keys, value) => put(context, keys, 0, value),
];

function put(context: Context, keys: readonly (string | null)[], depth: number, value: Value): Value {
  const key = keys[depth];
  if (key === undefined || keys.includes(null) || key === null) {
    throw new NoResult("there is no key, or null among the keys", "没有键，或键中有 null");
  }
  if (depth === keys.length - 1) return new Map(context).set(key, value);
  const inner = context.get(key) ?? null;
  if (!isContext(inner)) throw new NoResult(`there is no context at "${key}"`, `"${key}" 处不是上下文`);
  return new Map(context).set(key, put(inner, keys, depth + 1, value));
}

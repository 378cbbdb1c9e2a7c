import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import type { Value } from "../values";

/** Returns the context of entries `{key, value}`. */
export const twin: Twins["context"] = (entries) => {
  const members = new Map<string, Value>();
  for (const entry of entries) {
    const key = entry?.get("key");
    const value = entry?.get("value");
    if (typeof key !== "string" || value === undefined) {
      throw new NoResult("an entry has no key or no value", "有条目缺少 key 或 value");
    }
    if (members.has(key)) throw new NoResult(`the key "${key}" occurs twice`, `键 "${key}" 出现了两次`);
    members.set(key, value);
  }
  return members;
};

import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";

/** Returns the value of a key. */
export const twin: Twins["get value"] = (m, key) => {
  const value = m.get(key);
  if (value === undefined) throw new NoResult(`the context has no key "${key}"`, `上下文没有键 "${key}"`);
  return value;
};

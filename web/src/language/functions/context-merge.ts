import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import type { Value } from "../values";

/** Returns one context of all entries, the last of a key counting. */
export const twin: Twins["context merge"] = (contexts) => {
  const merged = new Map<string, Value>();
  for (const one of contexts) {
    if (one === null) throw new NoResult("one of the contexts is null", "其中一个上下文为 null");
    for (const [key, value] of one) merged.set(key, value);
  }
  return merged;
};

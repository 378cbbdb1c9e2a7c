import type { Twins } from "../../generated/twins";
import type { Value } from "../values";

/** Returns a list of `{key, value}`, in the order of the context. */
export const twin: Twins["get entries"] = (m) =>
  [...m].map(
    ([key, value]) =>
      new Map<string, Value>([
        ["key", key],
        ["value", value],
      ]),
  );

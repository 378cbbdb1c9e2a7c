import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { rangeOf } from "../range-texts";
import { shortened } from "../texts";

/** Returns the range that a text shows, such as `[1..10)`. */
export const twin: Twins["range"] = (from) => {
  const found = rangeOf(from);
  if (found === null) throw new NoResult(`"${shortened(from)}" is no range`, `"${shortened(from)}" 不是范围`);
  return found;
};

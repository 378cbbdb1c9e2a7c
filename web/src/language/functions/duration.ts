import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { readDuration } from "../temporal-texts";
import { shortened } from "../texts";

/** Returns the duration of a text. */
export const twin: Twins["duration"] = (from) => {
  const found = readDuration(from);
  if (found === null) throw new NoResult(`"${shortened(from)}" is no duration`, `"${shortened(from)}" 不是时长`);
  return found;
};

import type { Twins } from "../../generated/twins";
import { grown, NoResult } from "../evaluation";
import { integerOf } from "../rounding";

/** Returns the text with another for each `old`, or for one occurrence only, 1 being the first. */
export const twin: Twins["SUBSTITUTE"] = (text, old, replacement, occurrence) => {
  if (occurrence?.lt(1) === true) throw new NoResult("the occurrence is less than 1", "序号小于 1");
  if (old === "") return text;
  const parts = text.split(old);
  if (occurrence === undefined) {
    grown(text.length + (parts.length - 1) * (replacement.length - old.length));
    return parts.join(replacement);
  }
  const place = integerOf(occurrence);
  if (place >= parts.length) return text;
  return parts.slice(0, place).join(old) + replacement + parts.slice(place).join(old);
};

import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { equal, sameKind } from "../operators";

/** Returns the result after the first case that equals `value`, else the last argument when it stands alone. */
export const twin: Twins["SWITCH"] = (value, ...cases) => {
  for (let at = 0; at + 1 < cases.length; at += 2) {
    const one = cases[at] ?? null;
    if (sameKind(value, one) && equal(value, one) === true) return cases[at + 1] ?? null;
  }
  if (cases.length % 2 === 1) return cases.at(-1) ?? null;
  throw new NoResult("no case is equal to the value", "没有与该值相等的情况");
};

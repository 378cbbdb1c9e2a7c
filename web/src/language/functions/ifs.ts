import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";

/** Returns the value after the first condition that holds. */
export const twin: Twins["IFS"] = (...cases) => {
  if (cases.length % 2 === 1) throw new NoResult("every condition needs a value", "每个条件都需要一个值");
  for (let at = 0; at < cases.length; at += 2) if (cases[at] === true) return cases[at + 1] ?? null;
  throw new NoResult("no condition holds", "没有条件成立");
};

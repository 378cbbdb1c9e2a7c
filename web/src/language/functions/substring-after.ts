import type { Twins } from "../../generated/twins";

/** Returns what stands after the first `match`, the empty text without one. */
export const twin: Twins["substring after"] = (string, match) => {
  const at = string.indexOf(match);
  return at < 0 ? "" : string.slice(at + match.length);
};

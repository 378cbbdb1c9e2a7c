import type { Twins } from "../../generated/twins";
import { grown } from "../evaluation";

/** Returns the texts one after the other with the delimiter between them; nulls are left out. */
export const twin: Twins["string join"] = (list, delimiter) => {
  const present = list.filter((text) => text !== null);
  const between = delimiter ?? "";
  grown(present.reduce((sum, text) => sum + text.length + between.length, 0));
  return present.join(between);
};

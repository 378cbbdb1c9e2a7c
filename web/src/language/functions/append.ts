import type { Twins } from "../../generated/twins";
import { grown } from "../evaluation";

/** Returns a new list with the further elements at its end. */
export const twin: Twins["append"] = (list, ...item) => {
  grown(list.length + item.length);
  return [...list, ...item];
};

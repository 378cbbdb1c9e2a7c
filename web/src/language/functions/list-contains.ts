import type { Twins } from "../../generated/twins";
import { keyOf } from "../keys";

/** Returns whether one of the elements is equal to `element`; null is equal to null. */
export const twin: Twins["list contains"] = (list, element) => {
  const wanted = keyOf(element);
  return list.some((item) => keyOf(item) === wanted);
};

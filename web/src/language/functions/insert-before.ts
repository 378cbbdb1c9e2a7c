import type { Twins } from "../../generated/twins";
import { grown } from "../evaluation";
import { indexAt } from "../positions";

/** Returns a new list with a further element before the one at the position. */
export const twin: Twins["insert before"] = (list, position, newItem) => {
  grown(list.length + 1);
  return list.toSpliced(indexAt(list, position), 0, newItem);
};

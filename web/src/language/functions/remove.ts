import type { Twins } from "../../generated/twins";
import { indexAt } from "../positions";

/** Returns a new list without the element at the position. */
export const twin: Twins["remove"] = (list, position) => list.toSpliced(indexAt(list, position), 1);

import type { Twins } from "../../generated/twins";
import { atPlace, inOrder } from "../ordering";

/** Returns the k-th smallest element. */
export const twin: Twins["SMALL"] = (list, k) => atPlace(inOrder(list), k);

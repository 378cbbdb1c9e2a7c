import type { Twins } from "../../generated/twins";
import { atPlace, inOrder } from "../ordering";

/** Returns the k-th largest element. */
export const twin: Twins["LARGE"] = (list, k) => atPlace(inOrder(list).toReversed(), k);

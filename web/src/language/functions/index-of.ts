import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { keyOf } from "../keys";
import type { Value } from "../values";

/** Returns the positions from 1 of the elements that are equal to `match`; null is equal to null. */
export const twin: Twins["index of"] = (list, match) => {
  const wanted = keyOf(match);
  const positions: Value[] = [];
  for (const [index, item] of list.entries()) if (keyOf(item) === wanted) positions.push(new Decimal(index + 1));
  return positions;
};

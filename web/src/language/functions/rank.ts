import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { NoResult } from "../evaluation";

/** Returns 1 plus how many numbers are ahead of `value`. */
export const twin: Twins["RANK"] = (value, list, order) => {
  const numbers = list.filter((number) => number !== null);
  if (!numbers.some((number) => number.eq(value))) throw new NoResult("the value is not in the list", "该值不在列表中");
  const rising = order !== undefined && order !== null && !order.isZero();
  return new Decimal(1 + numbers.filter((number) => (rising ? number.lt(value) : number.gt(value))).length);
};

import type { Twins } from "../../generated/twins";
import { Decimal, decimalOf } from "../decimal";
import { NoResult } from "../evaluation";
import { datePart } from "../periods";
import { DAY, type DateTimeValue, type DateValue } from "../temporal";
import type { Value } from "../values";

/** Returns the days between two days; of two instants, how many times 24 hours lie between them. */
export const twin: Twins["days between"] = [
  between,
  between,
  between,
  (from, to) => {
    if ((from.zone === null) !== (to.zone === null)) {
      throw new NoResult("only one of both has a time zone", "两者中只有一个带时区");
    }
    return decimalOf((to.instant() - from.instant()) / BigInt(DAY));
  },
];

function between(from: DateValue | DateTimeValue, to: DateValue | DateTimeValue): Value {
  return new Decimal(datePart(to).ordinal() - datePart(from).ordinal());
}

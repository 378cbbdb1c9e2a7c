import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { NoResult } from "../evaluation";

/** Returns `dividend - divisor * floor(dividend / divisor)`; its sign is the divisor's. */
export const twin: Twins["modulo"] = (dividend, divisor) => {
  if (divisor.isZero()) throw new NoResult("nothing can be divided by zero", "不能除以零");
  if (dividend.div(divisor).abs().gte(MAX_QUOTIENT)) throw new NoResult("the quotient is too large", "商过大");
  const rest = dividend.mod(divisor);
  return rest.isZero() || rest.isNeg() === divisor.isNeg() ? rest : rest.plus(divisor);
};

/** Beyond it, a quotient has more digits than a number. */
const MAX_QUOTIENT = new Decimal("1e34");

import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";

/** Returns -1, 0 or 1. */
export const twin: Twins["SIGN"] = (number) => new Decimal(number.cmp(0));

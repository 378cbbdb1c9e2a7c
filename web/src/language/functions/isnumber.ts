import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";

/** Returns whether a value is a number. */
export const twin: Twins["ISNUMBER"] = (value) => value instanceof Decimal;

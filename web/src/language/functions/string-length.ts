import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { lengthOf } from "../texts";

/** Returns the number of characters. */
export const twin: Twins["string length"] = (string) => new Decimal(lengthOf(string));

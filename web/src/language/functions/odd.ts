import type { Twins } from "../../generated/twins";
import { ONE } from "../decimal";

/** Returns whether the number is whole and leaves one when divided by two. */
export const twin: Twins["odd"] = (number) => number.mod(2).abs().eq(ONE);

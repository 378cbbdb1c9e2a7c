import type { Twins } from "../../generated/twins";
import { found } from "../patterns/patterns";

/** Returns whether a part of the text matches. */
export const twin: Twins["matches"] = (input, pattern, flags) => found(input, pattern, flags ?? "");

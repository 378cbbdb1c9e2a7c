import type { Twins } from "../../generated/twins";
import { split } from "../patterns/patterns";

/** Returns the parts between the matches of the pattern. */
export const twin: Twins["split"] = split;

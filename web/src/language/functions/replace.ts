import type { Twins } from "../../generated/twins";
import { replaced } from "../patterns/patterns";

/** Returns the text with every match replaced. */
export const twin: Twins["replace"] = (input, pattern, replacement, flags) =>
  replaced(input, pattern, replacement, flags ?? "");

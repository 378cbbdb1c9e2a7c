import type { Twins } from "../../generated/twins";
import { grown } from "../evaluation";
import { flatTexts } from "../texts";

/** Returns the texts of all values, and of the elements of lists among them, in a row; null is an empty text. */
export const twin: Twins["CONCAT"] = (...values) => {
  const parts = flatTexts(values);
  grown(parts.reduce((sum, part) => sum + part.length, 0));
  return parts.join("");
};

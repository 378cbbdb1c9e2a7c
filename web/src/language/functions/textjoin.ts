import type { Twins } from "../../generated/twins";
import { grown } from "../evaluation";
import { flatTexts } from "../texts";

/** Returns the texts of all values with a delimiter between them, null and empty texts left out if wanted. */
export const twin: Twins["TEXTJOIN"] = (delimiter, ignoreEmpty, ...values) => {
  const parts = flatTexts(values).filter((part) => part !== "" || !ignoreEmpty);
  grown(parts.reduce((sum, part) => sum + part.length + delimiter.length, 0));
  return parts.join(delimiter);
};

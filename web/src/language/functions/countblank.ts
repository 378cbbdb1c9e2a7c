import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";

/** Returns the number of elements that are null or an empty text. */
export const twin: Twins["COUNTBLANK"] = (list) =>
  new Decimal(list.filter((item) => item === null || item === "").length);

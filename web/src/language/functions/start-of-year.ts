import type { Twins } from "../../generated/twins";
import { datePart, startOf } from "../periods";

/** Returns the first day of the year. */
export const twin: Twins["start of year"] = (date) => startOf("year", datePart(date));

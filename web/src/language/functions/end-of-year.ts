import type { Twins } from "../../generated/twins";
import { datePart, endOf } from "../periods";

/** Returns the last day of the year. */
export const twin: Twins["end of year"] = (date) => endOf("year", datePart(date));

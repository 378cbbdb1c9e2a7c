import type { Twins } from "../../generated/twins";
import { isoWeek } from "../periods";

/** Returns the number of the week by ISO 8601. */
export const twin: Twins["week of year"] = [isoWeek, (date) => isoWeek(date.date)];

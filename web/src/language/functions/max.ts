import type { Twins } from "../../generated/twins";
import { firstBy } from "../aggregation";
import { greater } from "../operators";

/** Returns the greatest element. */
export const twin: Twins["max"] = [(list) => firstBy(list, greater), (...items) => firstBy(items, greater)];

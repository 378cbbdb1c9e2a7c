import type { Twins } from "../../generated/twins";
import { firstBy } from "../aggregation";
import { less } from "../operators";

/** Returns the smallest element. */
export const twin: Twins["min"] = [(list) => firstBy(list, less), (...items) => firstBy(items, less)];

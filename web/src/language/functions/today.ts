import type { Twins } from "../../generated/twins";
import { today } from "../clock";

/** Returns the present day in the zone of the present work. */
export const twin: Twins["today"] = today;

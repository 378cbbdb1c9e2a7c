import type { Twins } from "../../generated/twins";
import { now } from "../clock";

/** Returns the present instant in the zone of the present work. */
export const twin: Twins["now"] = now;

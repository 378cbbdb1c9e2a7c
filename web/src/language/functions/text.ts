import type { Twins } from "../../generated/twins";
import { formatted } from "../formats/formats";

/** Returns a number, text, boolean, date, time or duration in a format of spreadsheets. */
export const twin: Twins["TEXT"] = formatted;

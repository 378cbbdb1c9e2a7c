import type { Twins } from "../../generated/twins";
import { textOf } from "../texts";

/** Returns the text of a value. */
export const twin: Twins["string"] = textOf;

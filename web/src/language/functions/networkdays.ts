import type { Twins } from "../../generated/twins";
import { Decimal } from "../decimal";
import { WorkCalendar } from "../work-calendar";

/** Returns the number of working days between two days, both included; negative when the end is earlier. */
export const twin: Twins["NETWORKDAYS"] = (from, to, holidays, workdays) =>
  new Decimal(new WorkCalendar(holidays ?? [], workdays ?? []).between(from, to));

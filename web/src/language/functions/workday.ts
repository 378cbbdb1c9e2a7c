import type { Twins } from "../../generated/twins";
import { integerOf } from "../rounding";
import { WorkCalendar } from "../work-calendar";

/** Returns the day so many working days after a day, or before it. */
export const twin: Twins["WORKDAY"] = (from, days, holidays, workdays) =>
  new WorkCalendar(holidays ?? [], workdays ?? []).after(from, integerOf(days));

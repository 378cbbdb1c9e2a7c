import type { Twins } from "../../generated/twins";
import { type DateValue, YearsMonths } from "../temporal";

/** Returns the whole months between two days; the days decide whether the last month is full. */
export const twin: Twins["years and months duration"] = [between, (from, to) => between(from.date, to.date)];

function between(from: DateValue, to: DateValue): YearsMonths {
  let months = (to.year - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) months -= 1;
  else if (months < 0 && to.day > from.day) months += 1;
  return new YearsMonths(BigInt(months));
}

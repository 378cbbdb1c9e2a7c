import type { Twins } from "../../generated/twins";
import { DaysTime, YearsMonths } from "../temporal";

/** Returns the number or duration without its sign. */
export const twin: Twins["abs"] = [
  (n) => n.abs(),
  (n) => new DaysTime(n.ns < 0n ? -n.ns : n.ns),
  (n) => new YearsMonths(n.months < 0n ? -n.months : n.months),
];

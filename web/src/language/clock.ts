import { DAY, DateTimeValue, type DateValue, dateOfOrdinal } from "./temporal";
import { UTC, type Zone, zoneNamed } from "./zones";

const MILLISECOND = 1_000_000n;
const BEFORE_1970 = 719_163n;

/** Returns the milliseconds since 1970. */
let read: () => number = () => Date.now();
let zone: Zone = UTC;

/** Lets `now()` answer in a named zone, that of the workspace or of the reader; unknown ones leave it as it is. */
export function useZone(name: string): void {
  zone = zoneNamed(name) ?? zone;
}

/** Lets the clock be read by another function, for tests and simulations. */
export function useClock(clock: () => number): void {
  read = clock;
}

/** Returns the present instant in the zone of the present work. */
export function now(): DateTimeValue {
  const utc = BigInt(Math.trunc(read())) * MILLISECOND;
  const days = utc / BigInt(DAY);
  const date = dateOfOrdinal(days + BEFORE_1970);
  if (date === null) throw new RangeError("the clock is beyond the calendar");
  const moment = new DateTimeValue(date, Number(utc % BigInt(DAY)), UTC);
  return moment.in(zone) ?? moment;
}

/** Returns the present day in the zone of the present work. */
export function today(): DateValue {
  return now().date;
}

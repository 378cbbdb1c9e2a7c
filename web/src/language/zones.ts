import { type CivilDate, daysOf } from "./calendar";

const SECOND = 1_000_000_000;
const DAY_SECONDS = 86_400;
const EPOCH_DAYS = 719_163;
const MAX_OFFSET = 18 * 3600;
/** The day that decides about the offset of a named zone when only a time of day is known: 1 January 2000. */
const REFERENCE_SECONDS = 946_684_800;

/** A time zone: a fixed offset from UTC in seconds, or a named one whose offset depends on the moment. */
export interface Zone {
  /** The IANA name, null for a fixed offset. */
  readonly name: string | null;
  /** Returns the offset in seconds at a moment given in seconds of UTC since 1970. */
  readonly offsetAt: (utc: number) => number;
}

/** Universal time. */
export const UTC: Zone = { name: null, offsetAt: () => 0 };

const named = new Map<string, Zone | null>();

/** Returns the zone with a fixed offset in seconds, null when it is more than 18 hours. */
export function zoneOfOffset(seconds: number): Zone | null {
  if (Math.abs(seconds) > MAX_OFFSET) return null;
  return seconds === 0 ? UTC : { name: null, offsetAt: () => seconds };
}

/** Returns the IANA zone of that name, null when there is none. */
export function zoneNamed(name: string): Zone | null {
  const known = named.get(name);
  if (known !== undefined) return known;
  const found = readZone(name);
  if (named.size < 1000) named.set(name, found);
  return found;
}

function readZone(name: string): Zone | null {
  if (!/^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(name)) return null;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      calendar: "gregory",
      day: "numeric",
      era: "narrow",
      hour: "numeric",
      hourCycle: "h23",
      minute: "numeric",
      month: "numeric",
      numberingSystem: "latn",
      second: "numeric",
      timeZone: name,
      year: "numeric",
    });
    const canonical = format.resolvedOptions().timeZone;
    if (canonical !== name && canonical.toLowerCase() === name.toLowerCase()) return null;
    return { name, offsetAt: (utc) => offsetIn(format, utc) };
  } catch {
    return null;
  }
}

/** Returns what the clocks of a zone are ahead of UTC, by reading them. */
function offsetIn(format: Intl.DateTimeFormat, utc: number): number {
  const read = new Map<string, string>();
  for (const { type, value } of format.formatToParts(utc * 1000)) read.set(type, value);
  const part = (name: string) => Number(read.get(name) ?? 0);
  const year = read.get("era") === "B" ? 1 - part("year") : part("year");
  const days = daysOf({ day: part("day"), month: part("month"), year }) - EPOCH_DAYS;
  return days * DAY_SECONDS + part("hour") * 3600 + part("minute") * 60 + part("second") - utc;
}

/** Returns the seconds since 1970 of a local date and time, as if it were in UTC; far years stand for near ones. */
function localSeconds(date: CivilDate, ns: number): number {
  const seconds = Math.floor(ns / SECOND);
  if (date.year >= 1 && date.year <= 9999) return (daysOf(date) - EPOCH_DAYS) * DAY_SECONDS + seconds;
  const year = date.year < 1 ? 2 : Math.min(9600 + (date.year % 400), 9999);
  const near = { day: Math.min(date.day, 28), month: date.month, year };
  return (daysOf(near) - EPOCH_DAYS) * DAY_SECONDS + seconds;
}

/**
 * Returns the offset in nanoseconds that a zone has at a local date and time.
 *
 * A local time that occurs twice is the first of the two; one that never occurs has the offset of before the gap.
 */
export function offsetOfLocal(zone: Zone, date: CivilDate, ns: number): number {
  if (zone.name === null) return zone.offsetAt(0) * SECOND;
  const local = localSeconds(date, ns);
  const before = zone.offsetAt(local - DAY_SECONDS);
  const after = zone.offsetAt(local + DAY_SECONDS);
  if (before === after || zone.offsetAt(local - before) === before) return before * SECOND;
  return (zone.offsetAt(local - after) === after ? after : before) * SECOND;
}

/** Returns the offset in nanoseconds that a zone has at a date and time of UTC. */
export function offsetOfInstant(zone: Zone, date: CivilDate, ns: number): number {
  if (zone.name === null) return zone.offsetAt(0) * SECOND;
  if (date.year <= 1 || date.year >= 9999) return offsetOfLocal(zone, date, ns);
  return zone.offsetAt(localSeconds(date, ns)) * SECOND;
}

/** Returns the offset in nanoseconds of a zone where only a time of day is known. */
export function offsetOfTime(zone: Zone): number {
  return zone.offsetAt(zone.name === null ? 0 : REFERENCE_SECONDS) * SECOND;
}

/** Returns `Z`, an offset, `@Region/City`, or nothing for a local time. */
export function formatZone(zone: Zone | null): string {
  if (zone === null) return "";
  if (zone.name !== null) return `@${zone.name}`;
  const offset = zone.offsetAt(0);
  if (offset === 0) return "Z";
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(Math.abs(offset) / 60);
  const text = `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return offset % 60 === 0 ? text : `${text}:${two(Math.abs(offset) % 60)}`;
}

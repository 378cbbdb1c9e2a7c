import dayjs, { type Dayjs } from "dayjs";
import type { Language } from "../../../core/language";
import type { Stretch } from "../stretch";

/** How fine a line of time is. */
export type Scale = "day" | "week" | "month" | "quarter";

/** Pixels of a day, by scale. */
export const DAY_PIXELS: Readonly<Record<Scale, number>> = { day: 36, month: 5, quarter: 2, week: 14 };

/** Days that are moved by one press of a key. */
export const STEP_DAYS: Readonly<Record<Scale, number>> = { day: 1, month: 7, quarter: 30, week: 1 };

/** A stretch of the head of a line of time. */
export interface Tick {
  readonly key: string;
  readonly left: number;
  readonly width: number;
  readonly text: string;
}

/** The days of a line of time. */
export interface Axis {
  readonly first: Dayjs;
  readonly days: number;
  readonly pixels: number;
  readonly major: readonly Tick[];
  readonly minor: readonly Tick[];
}

const MARGIN: Readonly<Record<Scale, number>> = { day: 7, month: 60, quarter: 180, week: 21 };
const MOST_DAYS = 7_300;

/** Returns a line of time that holds all stretches and today, with a margin. */
export function axisOf(stretches: readonly Stretch[], scale: Scale, language: Language): Axis {
  const today = dayjs().startOf("day");
  let low = today;
  let high = today;
  for (const { from, to } of stretches) {
    if (from.isBefore(low)) low = from;
    if (to.isAfter(high)) high = to;
  }
  const first = low.subtract(MARGIN[scale], "day").startOf("month");
  const last = high.add(MARGIN[scale], "day").endOf("month").startOf("day");
  // A wrong year in one record must not make a line of time of a thousand years.
  const days = Math.min(MOST_DAYS, last.diff(first, "day") + 1);
  const pixels = DAY_PIXELS[scale];
  const axis = { days, first, pixels };
  const write = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, options);
    return (day: Dayjs) => format.format(day.toDate());
  };
  const coarse = scale === "day" || scale === "week";
  const major = ticks(
    axis,
    coarse ? "month" : "year",
    write(coarse ? { month: "long", year: "numeric" } : { year: "numeric" }),
  );
  return { ...axis, major, minor: minorOf(axis, scale, write) };
}

type Bare = Pick<Axis, "first" | "days" | "pixels">;

function minorOf(
  axis: Bare,
  scale: Scale,
  write: (options: Intl.DateTimeFormatOptions) => (day: Dayjs) => string,
): readonly Tick[] {
  switch (scale) {
    case "day":
      return ticks(axis, "day", (day) => String(day.date()));
    case "week":
      return ticks(axis, "week", (day) => `${day.month() + 1}/${day.date()}`);
    case "month":
      return ticks(axis, "month", write({ month: "short" }));
    default:
      return ticks(axis, "quarter", (day) => `Q${Math.floor(day.month() / 3) + 1}`);
  }
}

type Unit = "day" | "week" | "month" | "quarter" | "year";

function ticks({ first, days, pixels }: Bare, unit: Unit, text: (day: Dayjs) => string): readonly Tick[] {
  const found: Tick[] = [];
  const last = first.add(days, "day");
  let at = first;
  while (at.isBefore(last)) {
    const next = follows(at, unit);
    const end = next.isAfter(last) ? last : next;
    const left = at.diff(first, "day") * pixels;
    found.push({ key: at.format("YYYY-MM-DD"), left, text: text(at), width: end.diff(at, "day") * pixels });
    at = next;
  }
  return found;
}

function follows(day: Dayjs, unit: Unit): Dayjs {
  switch (unit) {
    case "day":
      return day.add(1, "day");
    case "week":
      return day.add(7 - ((day.day() + 6) % 7), "day");
    case "month":
      return day.startOf("month").add(1, "month");
    case "quarter":
      return day.startOf("month").add(3 - (day.month() % 3), "month");
    default:
      return day.startOf("year").add(1, "year");
  }
}

/** Returns where a stretch stands on a line of time, in pixels; it takes its last day whole. */
export function placeOf({ from, to, timed }: Stretch, { first, pixels }: Axis): readonly [left: number, width: number] {
  const exact = (at: Dayjs) => (timed ? at.diff(first, "day", true) : at.startOf("day").diff(first, "day"));
  const left = exact(from) * pixels;
  const right = (exact(to) + (timed ? 0 : 1)) * pixels;
  return [left, Math.max(right - left, 6)];
}

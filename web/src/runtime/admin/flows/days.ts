import type { Calendar, SpecialDay } from "../../../generated/api";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What a day is: as its weekday says, a holiday, or worked in exchange for one. */
export type DayKind = "works" | "free" | "holiday" | "exchange";

/** A day of a month as the grid shows it. */
export interface Day {
  /** As `2026-10-01`. */
  readonly date: string;
  readonly number: number;
  readonly kind: DayKind;
  readonly special: SpecialDay | null;
  /** Whether it belongs to the month that is shown. */
  readonly inside: boolean;
}

/** Returns a date as it is written in calendars. */
export function written(year: number, month: number, day: number): string {
  const at = new Date(Date.UTC(year, month, day));
  return at.toISOString().slice(0, 10);
}

/** Returns the weekday of a date. */
export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? "monday";
}

/** Returns the weeks of a month, whole weeks from Monday; the month counts from 0. */
export function weeksOf(calendar: Calendar, year: number, month: number): readonly (readonly Day[])[] {
  const special = new Map((calendar.days ?? []).map((one) => [one.day, one]));
  const before = WEEKDAYS.indexOf(weekdayOf(written(year, month, 1)));
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const count = Math.ceil((before + length) / 7);
  return Array.from({ length: count }, (_, week) =>
    WEEKDAYS.map((weekday, place) => {
      const number = week * 7 + place - before + 1;
      const date = written(year, month, number);
      const found = special.get(date) ?? null;
      const usual = (calendar.week[weekday] ?? []).length > 0;
      const kind: DayKind = found === null ? (usual ? "works" : "free") : found.works === true ? "exchange" : "holiday";
      return { date, inside: number >= 1 && number <= length, kind, number: Number(date.slice(8)), special: found };
    }),
  );
}

/** Returns the year that should be confirmed by now and is not: this one, or the next once its holidays are announced. */
export function missingYear(published: readonly number[], today: Date): number | null {
  // The State Council announces the next year's holidays by the beginning of November.
  const years = [today.getFullYear(), ...(today.getMonth() >= 10 ? [today.getFullYear() + 1] : [])];
  return published.length === 0 ? null : (years.find((year) => !published.includes(year)) ?? null);
}

/** Returns a calendar in which a day is another; as its weekday when nothing is said. */
export function withDay(calendar: Calendar, date: string, special: SpecialDay | null): Calendar {
  const rest = (calendar.days ?? []).filter((one) => one.day !== date);
  const days = special === null ? rest : [...rest, special];
  return { ...calendar, days: days.toSorted((one, other) => one.day.localeCompare(other.day)) };
}

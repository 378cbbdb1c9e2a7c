import type { Dayjs } from "dayjs";
import type { RecordView } from "../../../generated/api";
import type { Stretch } from "../stretch";

/** A record on the calendar. */
export interface Entry {
  readonly record: RecordView;
  readonly stretch: Stretch;
  readonly title: string;
  readonly colour: string | null;
  readonly movable: boolean;
}

/** What a calendar shows. */
export type Span = "month" | "week" | "day" | "agenda";

/** A part of an entry in a week: its first column, how many days it takes, and its line. */
export interface Piece {
  readonly entry: Entry;
  readonly at: number;
  readonly days: number;
  readonly lane: number;
  readonly begins: boolean;
  readonly ends: boolean;
}

/** Returns the Monday of a day. */
export function mondayOf(day: Dayjs): Dayjs {
  return day.startOf("day").subtract((day.day() + 6) % 7, "day");
}

/** Returns the first and the last day that a calendar shows around a day. */
export function edgesOf(span: Span, around: Dayjs): readonly [Dayjs, Dayjs] {
  const day = around.startOf("day");
  switch (span) {
    case "month":
      return [mondayOf(day.startOf("month")), mondayOf(day.endOf("month")).add(6, "day")];
    case "week":
      return [mondayOf(day), mondayOf(day).add(6, "day")];
    case "day":
      return [day, day];
    default:
      return [day, day.add(29, "day")];
  }
}

/** Returns the day around which a calendar is shown before or after. */
export function turned(span: Span, around: Dayjs, by: 1 | -1): Dayjs {
  switch (span) {
    case "month":
      return around.add(by, "month");
    case "week":
      return around.add(7 * by, "day");
    case "day":
      return around.add(by, "day");
    default:
      return around.add(30 * by, "day");
  }
}

/** Returns the days from one to another. */
export function daysBetween(first: Dayjs, last: Dayjs): readonly Dayjs[] {
  return Array.from({ length: last.diff(first, "day") + 1 }, (_, at) => first.add(at, "day"));
}

/** Returns whether an entry takes whole days. */
export function isWhole({ stretch }: Entry): boolean {
  return !stretch.timed || stretch.to.diff(stretch.from, "hour") >= 24;
}

/** Returns the entries of a day, in order. */
export function entriesOn(entries: readonly Entry[], day: Dayjs): readonly Entry[] {
  return entries.filter(({ stretch: { from, to } }) => !day.isBefore(from, "day") && !day.isAfter(to, "day"));
}

/** Returns the parts of entries in some days, each in the highest line that is free. */
export function piecesIn(entries: readonly Entry[], days: readonly Dayjs[]): readonly Piece[] {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const taken: boolean[][] = [];
  const touching = entries.filter(
    ({ stretch: { from, to } }) => !from.isAfter(last, "day") && !to.isBefore(first, "day"),
  );
  // Long ones first, so that they stay on one line through the week.
  const length = ({ stretch: { from, to } }: Entry) => to.startOf("day").diff(from.startOf("day"), "day");
  const ordered = [...touching].sort(
    (one, other) => length(other) - length(one) || one.stretch.from.valueOf() - other.stretch.from.valueOf(),
  );
  return ordered.map((entry) => {
    const { from, to } = entry.stretch;
    const at = Math.max(0, from.startOf("day").diff(first, "day"));
    const until = Math.min(days.length - 1, to.startOf("day").diff(first, "day"));
    let lane = 0;
    while (taken[lane]?.slice(at, until + 1).some(Boolean)) lane += 1;
    taken[lane] ??= [];
    for (let day = at; day <= until; day += 1) (taken[lane] as boolean[])[day] = true;
    return {
      at,
      begins: !from.isBefore(first, "day"),
      days: until - at + 1,
      ends: !to.isAfter(last, "day"),
      entry,
      lane,
    };
  });
}

/** Returns entries of a day side by side: for each its column, and how many columns there are where it stands. */
export function sideBySide(entries: readonly Entry[]): ReadonlyMap<string, readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  const ordered = [...entries].sort((one, other) => one.stretch.from.valueOf() - other.stretch.from.valueOf());
  let cluster: Entry[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const one of cluster) found.set(one.record.id, [found.get(one.record.id)?.[0] ?? 0, ends.length]);
    cluster = [];
    ends = [];
  };
  for (const entry of ordered) {
    const from = entry.stretch.from.valueOf();
    if (ends.length > 0 && ends.every((end) => end <= from)) close();
    const free = ends.findIndex((end) => end <= from);
    const column = free === -1 ? ends.length : free;
    ends[column] = Math.max(entry.stretch.to.valueOf(), from + 1_800_000);
    found.set(entry.record.id, [column, 0]);
    cluster.push(entry);
  }
  close();
  return found;
}

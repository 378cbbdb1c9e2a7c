import dayjs from "dayjs";
import { describe, expect, it } from "vitest";
import type { RecordView } from "../../../generated/api";
import { daysBetween, type Entry, edgesOf, entriesOn, mondayOf, piecesIn, sideBySide } from "./weeks";

function entry(id: string, from: string, to: string): Entry {
  const timed = from.includes("T");
  const record = { id } as RecordView;
  return { colour: null, movable: true, record, stretch: { from: dayjs(from), timed, to: dayjs(to) }, title: id };
}

describe("the weeks of a calendar", () => {
  it("begin on Monday", () => {
    expect(mondayOf(dayjs("2026-11-22")).format("YYYY-MM-DD")).toBe("2026-11-16");
    expect(mondayOf(dayjs("2026-11-16")).format("YYYY-MM-DD")).toBe("2026-11-16");
    const [first, last] = edgesOf("month", dayjs("2026-11-21"));
    expect([first.format("MM-DD"), last.format("MM-DD")]).toEqual(["10-26", "12-06"]);
  });

  it("put entries that meet on lines of their own, and cut those that go on", () => {
    const days = daysBetween(dayjs("2026-11-16"), dayjs("2026-11-22"));
    const pieces = piecesIn(
      [entry("short", "2026-11-17", "2026-11-17"), entry("long", "2026-11-10", "2026-11-18")],
      days,
    );
    const told = Object.fromEntries(pieces.map((one) => [one.entry.title, one]));
    expect(told["long"]).toMatchObject({ at: 0, begins: false, days: 3, ends: true, lane: 0 });
    expect(told["short"]).toMatchObject({ at: 1, days: 1, lane: 1 });
    expect(
      piecesIn([entry("after", "2026-11-19", "2026-11-20"), ...pieces.map((one) => one.entry)], days)[2]?.lane,
    ).toBe(1);
  });

  it("show an entry on each of its days", () => {
    const one = entry("one", "2026-11-17", "2026-11-18");
    expect(entriesOn([one], dayjs("2026-11-18"))).toEqual([one]);
    expect(entriesOn([one], dayjs("2026-11-19"))).toEqual([]);
  });

  it("put entries at the same time side by side, and only those", () => {
    const places = sideBySide([
      entry("a", "2026-11-17T09:00", "2026-11-17T10:00"),
      entry("b", "2026-11-17T09:30", "2026-11-17T11:00"),
      entry("c", "2026-11-17T10:00", "2026-11-17T10:30"),
      entry("d", "2026-11-17T15:00", "2026-11-17T16:00"),
    ]);
    expect([...places]).toEqual([
      ["a", [0, 2]],
      ["b", [1, 2]],
      ["c", [0, 2]],
      ["d", [0, 1]],
    ]);
  });
});

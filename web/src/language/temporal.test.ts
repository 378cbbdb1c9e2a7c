import { expect, test } from "vitest";
import { dateOfDays, daysOf } from "./calendar";
import { now, today, useClock, useZone } from "./clock";
import { DateTimeValue } from "./temporal";
import { readDate, readDateTime, readDuration, readTemporal, readTime } from "./temporal-texts";
import { UTC, zoneNamed } from "./zones";

test.each(["2024-02-29", "0001-01-01", "-0044-03-15", "12345-06-30", "999999999-12-31", "-999999999-01-01"])(
  "the date %s is read and written",
  (text) => {
    expect(readDate(text)?.toString()).toBe(text);
  },
);

test.each(["2023-02-29", "2024-13-01", "2024-00-10", "01234-01-01", "1000000000-01-01", "2024-1-1", "2024-01-01Z"])(
  "%s is no date",
  (text) => {
    expect(readDate(text)).toBeNull();
  },
);

test("days are numbered without a gap through leap years, centuries and year 0", () => {
  expect(daysOf({ day: 1, month: 1, year: 1 })).toBe(1);
  expect(daysOf({ day: 1, month: 1, year: 1970 })).toBe(719163);
  for (const days of [-146097, -1, 0, 1, 59, 60, 366, 730485, 3652059, 365242500000]) {
    expect(daysOf(dateOfDays(days))).toBe(days);
  }
});

test.each(["13:20:00", "13:20:00.5Z", "13:20:00.000000001+08:00", "13:20:00@Asia/Shanghai", "13:20:00-05:30:15"])(
  "the time %s is read and written",
  (text) => {
    expect(readTime(text)?.toString()).toBe(text);
  },
);

test.each(["24:00:01", "13:60:00", "13:20", "13:20:00+19:00", "13:20:00@Nowhere/Land", "13:20:00@asia/shanghai"])(
  "%s is no time",
  (text) => {
    expect(readTime(text)).toBeNull();
  },
);

test("the end of a day is the midnight of the next", () => {
  expect(readDateTime("2024-12-31T24:00:00")?.toString()).toBe("2025-01-01T00:00:00");
  expect(readTime("24:00:00")?.toString()).toBe("00:00:00");
});

test.each([
  ["P1DT2H", "P1DT2H"],
  ["PT36H", "P1DT12H"],
  ["-PT0.5S", "-PT0.5S"],
  ["P0D", "PT0S"],
  ["P14M", "P1Y2M"],
  ["-P1Y", "-P1Y"],
  ["P0Y", "P0M"],
])("the duration %s is written as %s", (text, written) => {
  expect(readDuration(text)?.toString()).toBe(written);
});

test.each(["P1Y1D", "P", "PT", "1D", "P1.5D", `P${"9".repeat(300)}D`])("%s is no duration", (text) => {
  expect(readDuration(text)).toBeNull();
});

test("a local time that occurs twice is the first of both; one that never occurs counts as before the gap", () => {
  const offset = (text: string) => (readDateTime(text)?.offset() ?? Number.NaN) / 3_600_000_000_000;
  expect(offset("2024-10-27T02:30:00@Europe/Berlin")).toBe(2);
  expect(offset("2024-03-31T02:30:00@Europe/Berlin")).toBe(1);
  expect(offset("2024-03-31T03:00:00@Europe/Berlin")).toBe(2);
  expect(offset("2024-07-01T00:00:00@Asia/Shanghai")).toBe(8);
});

test("an instant is the same seen from any zone", () => {
  const shanghai = zoneNamed("Asia/Shanghai");
  const moment = readDateTime("2024-01-01T00:00:00Z");
  expect(shanghai && moment?.in(shanghai)?.toString()).toBe("2024-01-01T08:00:00@Asia/Shanghai");
  expect(moment?.in(UTC)?.instant()).toBe(moment?.instant());
});

test("an at-literal is a duration, a date, a time or both", () => {
  expect(readTemporal("2024-01-01T00:00:00")).toBeInstanceOf(DateTimeValue);
  expect(readTemporal("yesterday")).toBeNull();
});

test("the clock can be held and seen from a zone", () => {
  useClock(() => Date.UTC(2026, 4, 1, 20, 30));
  expect(now().toString()).toBe("2026-05-01T20:30:00Z");
  useZone("Asia/Shanghai");
  expect(now().toString()).toBe("2026-05-02T04:30:00@Asia/Shanghai");
  expect(today().toString()).toBe("2026-05-02");
});

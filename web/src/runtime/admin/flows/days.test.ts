import { expect, test } from "vitest";
import type { Calendar } from "../../../generated/api";
import { missingYear, weeksOf, withDay } from "./days";

const shift = [{ begins: "09:00", ends: "18:00" }];
const calendar: Calendar = {
  days: [
    { day: "2026-10-01", label: { en: "National Day", "zh-CN": "国庆节" } },
    { day: "2026-10-10", works: true },
  ],
  label: { en: "China", "zh-CN": "中国大陆" },
  name: "china",
  week: { friday: shift, monday: shift, thursday: shift, tuesday: shift, wednesday: shift },
};

test("a month is shown in whole weeks from Monday", () => {
  const weeks = weeksOf(calendar, 2026, 9);
  expect(weeks).toHaveLength(5);
  expect(weeks[0]?.map((one) => one.date)).toEqual([
    "2026-09-28",
    "2026-09-29",
    "2026-09-30",
    "2026-10-01",
    "2026-10-02",
    "2026-10-03",
    "2026-10-04",
  ]);
  expect(weeks[0]?.map((one) => one.inside)).toEqual([false, false, false, true, true, true, true]);
});

test("holidays are free, and days worked in exchange are not", () => {
  const days = new Map(weeksOf(calendar, 2026, 9).flatMap((week) => week.map((one) => [one.date, one.kind])));
  expect(days.get("2026-10-01")).toBe("holiday");
  expect(days.get("2026-10-02")).toBe("works");
  expect(days.get("2026-10-03")).toBe("free");
  expect(days.get("2026-10-10")).toBe("exchange");
});

test("a day is made another, and as its weekday again", () => {
  const changed = withDay(calendar, "2026-10-02", { day: "2026-10-02" });
  expect(changed.days?.map((one) => one.day)).toEqual(["2026-10-01", "2026-10-02", "2026-10-10"]);
  expect(withDay(changed, "2026-10-02", null)).toEqual(calendar);
});

test("the next year is missed from November on, and this one always", () => {
  expect(missingYear([2025, 2026], new Date(2026, 9, 31))).toBe(null);
  expect(missingYear([2025, 2026], new Date(2026, 10, 1))).toBe(2027);
  expect(missingYear([2025], new Date(2026, 3, 1))).toBe(2026);
  expect(missingYear([], new Date(2026, 11, 1))).toBe(null);
});

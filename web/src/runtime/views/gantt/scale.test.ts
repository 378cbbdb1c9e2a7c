import dayjs from "dayjs";
import { describe, expect, it } from "vitest";
import type { Stretch } from "../stretch";
import { axisOf, placeOf } from "./scale";

function stretch(from: string, to: string): Stretch {
  return { from: dayjs(from), timed: from.includes("T"), to: dayjs(to) };
}

describe("a line of time", () => {
  it("holds every stretch and today, in whole months", () => {
    const axis = axisOf([stretch("2020-03-10", "2020-04-02")], "month", "en");
    expect(axis.first.format("YYYY-MM-DD")).toBe("2020-01-01");
    expect(axis.first.add(axis.days, "day").isAfter(dayjs())).toBe(true);
    expect(axis.minor[0]).toMatchObject({ left: 0, text: "Jan", width: 31 * 5 });
    expect(axis.minor.reduce((sum, one) => sum + one.width, 0)).toBe(axis.days * axis.pixels);
    expect(axis.major.reduce((sum, one) => sum + one.width, 0)).toBe(axis.days * axis.pixels);
  });

  it("begins weeks on Monday and quarters in their first month", () => {
    const weeks = axisOf([], "week", "zh-CN").minor.slice(1, 5);
    expect(weeks.every((one) => dayjs(one.key).day() === 1)).toBe(true);
    const quarters = axisOf([], "quarter", "en").minor.slice(1);
    expect(quarters.every((one) => dayjs(one.key).month() % 3 === 0)).toBe(true);
  });

  it("gives the last day its whole width, and instants their share of a day", () => {
    const axis = axisOf([stretch("2020-03-10", "2020-04-02")], "day", "en");
    const [left, width] = placeOf(stretch("2020-03-10", "2020-03-11"), axis);
    expect(left).toBe(dayjs("2020-03-10").diff(axis.first, "day") * 36);
    expect(width).toBe(72);
    expect(placeOf(stretch("2020-03-10T00:00", "2020-03-10T12:00"), axis)[1]).toBe(18);
  });

  it("does not grow without end for a wrong year", () => {
    expect(axisOf([stretch("2020-01-01", "9999-01-01")], "day", "en").days).toBe(7300);
  });
});

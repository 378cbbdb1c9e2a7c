import { expect, test } from "vitest";
import { inside } from "./language";

test.each([
  ["Lead", "lead"],
  ["Price level", "price level"],
  ["KPI", "KPI"],
  ["A4 sheet", "A4 sheet"],
  ["线索", "线索"],
  ["X", "X"],
  ["", ""],
])("%s stands inside of a sentence as %s", (name, wanted) => {
  expect(inside(name)).toBe(wanted);
});

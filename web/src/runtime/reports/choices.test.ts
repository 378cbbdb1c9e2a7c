import { expect, test } from "vitest";
import type { Dashboard } from "../../generated/api";
import { addressOf, askOf, type Choices, choicesIn, held, NOTHING } from "./choices";

const LABEL = { en: "x", "zh-CN": "x" };
const BOARD: Dashboard = {
  filters: [
    { expressions: {}, kind: "period", label: LABEL, name: "period" },
    { expressions: {}, label: LABEL, name: "owner" },
  ],
  label: LABEL,
  name: "board",
};

test("choices go into an address and come back", () => {
  const all: Choices[] = [
    { members: { owner: ["李, 四", null] }, periods: { period: "this_month" }, picked: null },
    { members: {}, periods: { period: ["2026-01-01", "2026-02-01"] }, picked: null },
    { members: {}, periods: { period: null }, picked: null },
    { members: {}, periods: {}, picked: null },
  ];
  for (const one of all) expect(choicesIn(addressOf(one).slice(1), BOARD)).toEqual(one);
});

test("an address that names what is not there chooses nothing", () => {
  expect(choicesIn("other=1&owner=nonsense", BOARD)).toEqual({ members: { owner: [] }, periods: {}, picked: null });
});

test("a filter says what it narrows down to, by choice or from the start", () => {
  const period = { default: "this_year", expressions: {}, kind: "period", label: LABEL, name: "period" } as const;
  const owner = { expressions: {}, label: LABEL, name: "owner" } as const;
  expect(held(period, NOTHING)).toEqual({ period: "this_year" });
  expect(held(period, { ...NOTHING, periods: { period: null } })).toBe(null);
  expect(held(owner, NOTHING)).toBe(null);
  expect(held(owner, { ...NOTHING, members: { owner: ["李四"] } })).toEqual({ members: ["李四"] });
});

test("a chart that was clicked keeps all of its groups", () => {
  const picked = { text: "Won", tile: "first", values: { stage: "won" } };
  const choices: Choices = { members: {}, periods: {}, picked };
  expect(askOf(choices, "first", "k").chosen).toEqual([]);
  const way = [{ dimension: "stage", group: {}, into: { expression: "x", name: "x" } }];
  expect(askOf(choices, "second", "k").chosen).toEqual([{ drill: [], tile: "first", values: { stage: "won" } }]);
  const deeper = { ...choices, picked: { ...picked, drill: way } };
  expect(askOf(deeper, "second", "k").chosen?.[0]?.drill).toEqual(way);
  expect(askOf(deeper, "first", "k", way).drill).toEqual(way);
});

import { expect, test } from "vitest";
import {
  type Table,
  withCell,
  withMovedRule,
  withNewColumn,
  withNewRule,
  withoutColumn,
  withoutRule,
  withTests,
} from "./draft";

const TABLE: Table = {
  hit_policy: "unique",
  inputs: [{ expression: "amount" }, { expression: "level" }],
  names: [],
  outputs: [{ name: "discount" }],
  rules: [
    { inputs: ["< 5", "-"], outputs: ["1"] },
    { inputs: [">= 5", '"A"'], outputs: ["2"] },
  ],
};

test("a changed cell leaves the rest and the table before as they are", () => {
  const changed = withCell(TABLE, 1, "inputs", 1, '"B"');
  expect(changed.rules[1]).toEqual({ inputs: [">= 5", '"B"'], outputs: ["2"] });
  expect(changed.rules[0]).toBe(TABLE.rules[0]);
  expect(TABLE.rules[1]?.inputs[1]).toBe('"A"');
});

test("a new column gives every rule a cell, and a removed one takes it", () => {
  const wider = withNewColumn(TABLE, "inputs", "region");
  expect(wider.rules.map((one) => one.inputs.length)).toEqual([3, 3]);
  expect(withoutColumn(wider, "inputs", 2)).toEqual(TABLE);
  expect(withNewColumn(TABLE, "outputs", "text").rules[0]?.outputs).toEqual(["1", ""]);
});

test("a table keeps one output", () => {
  expect(withoutColumn(TABLE, "outputs", 0)).toBe(TABLE);
});

test("rules move, are copied and closed gaps come last", () => {
  expect(withMovedRule(TABLE, 1, -1).rules).toEqual([...TABLE.rules].reverse());
  expect(withMovedRule(TABLE, 1, 1)).toBe(TABLE);
  expect(withoutRule(withNewRule(TABLE, 0, TABLE.rules[0]), 1)).toEqual(TABLE);
  expect(withTests(TABLE, [">= 5", "-"]).rules.at(-1)).toEqual({ inputs: [">= 5", "-"], outputs: [""] });
});

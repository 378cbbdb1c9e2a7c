import { expect, test } from "vitest";
import { reads, type Tree } from "./index";

const lines: Tree = ["input", 0, 5, "lines"];
const discount: Tree = ["input", 0, 8, "discount"];

test("an expression reads names and what it takes of them", () => {
  expect(reads([".", 0, 1, ["input", 0, 1, "customer"], "level"])).toEqual([["customer", "level"]]);
  expect(reads(["*", 0, 1, [".", 0, 1, lines, "price"], discount])).toEqual([["lines", "price"], ["discount"]]);
});

test("what a loop or a filter takes of its elements is read from the list", () => {
  const price: Tree = [".", 0, 1, ["local", 0], "price"];
  const loop: Tree = ["for", 0, 1, [[0, 1, 0, lines, null]], price, -1];
  expect(reads(loop)).toContainEqual(["lines", "price"]);
  const filter: Tree = ["[]", 0, 1, lines, [">", 0, 1, ["member", 0, 1, 1, "quantity"], ["n", "1"]], 1];
  expect(reads([".", 0, 1, filter, "price"])).toEqual(
    expect.arrayContaining([
      ["lines", "quantity"],
      ["lines", "price"],
    ]),
  );
});

test("a name that may be a member is read in both places", () => {
  const maybe: Tree = ["[]", 0, 1, lines, ["maybe", 1, "discount", discount], 1];
  expect(reads(maybe)).toEqual(expect.arrayContaining([["lines", "discount"], ["discount"]]));
});

test("constants and functions read nothing", () => {
  expect(reads(["call", 0, 1, ["builtin", "today"], []])).toEqual([]);
  expect(reads("text")).toEqual([]);
});

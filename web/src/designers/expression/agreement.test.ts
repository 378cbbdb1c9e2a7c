import { expect, test } from "vitest";
import { agree } from "./agreement";

test("numbers agree by value, not by how they are written", () => {
  expect(agree({ t: "number", v: "1.50" }, { t: "number", v: "1.5" })).toBe(true);
  expect(agree({ t: "number", v: "1.5" }, { t: "number", v: "1.6" })).toBe(false);
});

test("null agrees with null only", () => {
  expect(agree({ t: "null", v: null }, { t: "null" })).toBe(true);
  expect(agree({ t: "null" }, { t: "boolean", v: false })).toBe(false);
});

test("lists and records agree element by element", () => {
  const list = (text: string) => ({ t: "list", v: [{ t: "context", v: { a: { t: "number", v: text } } }] });
  expect(agree(list("2"), list("2.0"))).toBe(true);
  expect(agree(list("2"), list("3"))).toBe(false);
});

test("what has no JSON form agrees by its text", () => {
  expect(agree({ t: "range", v: "[1..2]" }, { t: "range", v: "[1..2]" })).toBe(true);
  expect(agree({ t: "range", v: "[1..2]" }, { t: "range", v: "[1..3]" })).toBe(false);
});

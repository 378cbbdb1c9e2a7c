import { expect, test } from "vitest";
import { toCharacters, toUnits } from "./offsets";

test("positions of the server are found in texts with characters of two units, and back", () => {
  const text = "金额 & \u{1f600}x";
  expect(text.slice(toUnits(text, 6), toUnits(text, 7))).toBe("x");
  expect(text.slice(toUnits(text, 5), toUnits(text, 6))).toBe("\u{1f600}");
  for (const position of [0, 1, 5, 6, 7]) expect(toCharacters(text, toUnits(text, position))).toBe(position);
});

test("a position behind the end is the end", () => {
  expect(toUnits("ab", 9)).toBe(2);
});

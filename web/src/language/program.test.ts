import { expect, test } from "vitest";
import { LIMITS } from "../generated/language";
import { compile, type Outcome, type Tree, type Value, writeTyped } from "./index";

function run(tree: Tree, scope: Readonly<Record<string, Value>> = {}): Outcome {
  return compile(tree).trace(new Map(Object.entries(scope)));
}

function shown(tree: Tree, scope: Readonly<Record<string, Value>> = {}): unknown {
  return writeTyped(run(tree, scope).value);
}

const number = (text: string): Tree => ["n", text];
const list = (...items: readonly Tree[]): Tree => ["list", items];
const input = (name: string): Tree => ["input", 0, name.length, name];
const numbers = (...texts: readonly string[]) => ({ t: "list", v: texts.map((v) => ({ t: "number", v })) });

test("a program is built once and gives a value for each scope", () => {
  const { evaluate } = compile(["+", 0, 5, input("a"), number("1")]);
  expect(evaluate(new Map([["a", "x"]]))).toBeNull();
  expect(String(evaluate(new Map([["a", compile(number("2")).evaluate(new Map())]])))).toBe("3");
});

test("a warning says what happened, in both languages, and where", () => {
  const { value, warnings } = run(["+", 3, 9, number("1"), "x"]);
  expect(value).toBeNull();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatchObject({ code: "null-operand", severity: "warning", span: [3, 9] });
  expect(warnings[0]?.message.en).toContain("`+` met number and string");
  expect(warnings[0]?.message["zh-CN"]).toContain("数字");
});

test("a name without a value is null with a warning", () => {
  expect(run(input("amount")).warnings[0]?.code).toBe("unknown-name");
});

test("logic has three values, and a false operand decides", () => {
  expect(run(["and", 0, 1, [null, false]]).value).toBe(false);
  expect(run(["and", 0, 1, [null, true]]).value).toBeNull();
  expect(run(["or", 0, 1, [null, true]]).value).toBe(true);
  expect(run(["or", 0, 1, ["text", false]]).value).toBeNull();
});

test("a filter takes a condition or a position", () => {
  const items = list(number("10"), number("20"), number("30"));
  const above: Tree = [">", 0, 1, ["local", 0], number("15")];
  expect(shown(["[]", 0, 1, items, above, 0])).toEqual(numbers("20", "30"));
  expect(shown(["[]", 0, 1, items, number("-1"), 0])).toEqual({ t: "number", v: "30" });
  expect(shown(["[]", 0, 1, items, number("4"), 0])).toEqual({ t: "null" });
  expect(shown(["[]", 0, 1, null, true, 0])).toEqual({ t: "list", v: [] });
});

test("a loop sees its results so far as they were", () => {
  const loop: Tree = ["for", 0, 1, [[0, 1, 0, number("1"), [number("3")]]], ["partial", 1], 1];
  const none = { t: "list", v: [] };
  expect(shown(loop)).toEqual({
    t: "list",
    v: [none, { t: "list", v: [none] }, { t: "list", v: [none, { t: "list", v: [none] }] }],
  });
});

test("a function keeps the variables it was made with", () => {
  const make: Tree = ["function", 0, 1, [], ["local", 0], "Any", -1];
  const made: Tree = ["for", 0, 1, [[0, 1, 0, list(number("1"), number("2")), null]], make, -1];
  expect(shown(["call", 0, 1, ["[]", 0, 1, made, number("1"), 1], []])).toEqual({ t: "number", v: "1" });
});

test("a function finds itself by the name of its entry, and may not call itself for ever", () => {
  const again: Tree = ["call", 5, 9, ["local", 0], [["-", 0, 1, ["local", 1], number("1")]]];
  const body: Tree = ["if", 0, 1, ["=", 0, 1, ["local", 1], number("0")], number("0"), again];
  const context = (start: string): Tree => [
    "{}",
    [
      ["f", 0, ["function", 0, 1, [[1, "n", "number"]], body, "Any", 0]],
      ["r", 2, ["call", 0, 1, ["local", 0], [number(start)]]],
    ],
  ];
  expect(shown([".", 0, 1, context("50"), "r"])).toEqual({ t: "number", v: "0" });
  const endless = run([".", 0, 1, context("-1"), "r"]);
  expect(endless.value).toBeNull();
  expect(endless.warnings.map(({ code }) => code)).toEqual(["call-limit"]);
});

test("a loop of more steps than allowed ends at once, before a list is built", () => {
  const began = performance.now();
  const { value, warnings } = run(["for", 0, 1, [[0, 1, 0, number("1"), [number("1e12")]]], ["local", 0], -1]);
  expect(value).toBeNull();
  expect(warnings[0]?.code).toBe("step-limit");
  expect(performance.now() - began).toBeLessThan(500);
});

test("nested loops end with their time or their steps", () => {
  const thousand: readonly [Tree] = [number("1000")];
  const loops = [0, 1, 2].map((slot) => [0, 1, slot, number("1"), thousand] as const);
  const began = performance.now();
  const { value, warnings } = run(["for", 0, 1, loops, ["**", 0, 1, number("1.01"), ["local", 2]], -1]);
  expect(value).toBeNull();
  expect(["step-limit", "time-limit"]).toContain(warnings.at(-1)?.code);
  expect(performance.now() - began).toBeLessThan(LIMITS.seconds * 1000 + 500);
});

test("a text that doubles itself reaches the limit of sizes, not the end of memory", () => {
  const doubled: Tree = ["[]", 0, 1, ["partial", 1], number("-1"), 2];
  const body: Tree = ["if", 0, 1, ["=", 0, 1, ["local", 0], number("1")], "ab", ["+", 0, 1, doubled, doubled]];
  const { warnings } = run(["for", 0, 1, [[0, 1, 0, number("1"), [number("60")]]], body, 1]);
  expect(warnings.at(-1)?.code).toBe("size-limit");
});

test("a call takes a list of one for its element, and says which argument does not fit", () => {
  const length = (argument: Tree): Tree => ["call", 0, 1, ["builtin", "string length"], [argument]];
  expect(shown(length(list("中文客户")))).toEqual({ t: "number", v: "4" });
  expect(run(length(number("4"))).warnings[0]?.message.en).toContain("`string length`: string is not string");
  expect(run(length(null)).warnings[0]?.message.en).toContain("string is null");
});

test("arguments by name find their places, and null is not the same as left out", () => {
  const floor = (...named: readonly (readonly [string, Tree])[]): Tree => ["named", 0, 1, ["builtin", "floor"], named];
  expect(shown(floor(["scale", number("1")], ["n", number("1.56")]))).toEqual({ t: "number", v: "1.5" });
  expect(shown(floor(["n", number("1.56")]))).toEqual({ t: "number", v: "1" });
  expect(shown(floor(["n", number("1.56")], ["scale", null]))).toEqual({ t: "null" });
  expect(shown(floor(["m", number("1.56")]))).toEqual({ t: "null" });
});

test("a result is converted to the expected type, and null when it does not fit", () => {
  expect(shown(["as", ["list", "number"], number("1")])).toEqual(numbers("1"));
  expect(shown(["as", "number", list(number("1"))])).toEqual({ t: "number", v: "1" });
  expect(shown(["as", "string", number("1")])).toEqual({ t: "null" });
});

test("few calls of functions that take long end with their time", () => {
  const numbersTo: Tree = ["for", 0, 1, [[0, 1, 0, number("1"), [number("100000")]]], ["local", 0], -1];
  const distinct: Tree = ["call", 0, 1, ["builtin", "distinct values"], [["local", 1]]];
  const loop: Tree = ["for", 0, 1, [[0, 1, 2, number("1"), [number("900")]]], distinct, -1];
  const began = performance.now();
  const tree: Tree = [
    "{}",
    [
      ["all", 1, numbersTo],
      ["again", 3, loop],
    ],
  ];
  expect(run(tree).warnings.at(-1)?.code).toBe("time-limit");
  expect(performance.now() - began).toBeLessThan(4000);
});

test("functions of large bodies that use up the stack end with a warning", () => {
  let body: Tree = ["call", 0, 1, ["local", 0], []];
  for (let depth = 0; depth < 110; depth += 1) body = ["if", 0, 1, false, null, ["list", [body]]];
  const context: Tree = [
    "{}",
    [
      ["f", 0, ["function", 0, 1, [], body, "Any", 0]],
      ["r", 1, ["call", 0, 1, ["local", 0], []]],
    ],
  ];
  const { value, warnings } = run([".", 0, 1, context, "r"]);
  expect(value).toBeNull();
  expect(warnings.map(({ code }) => code)).toEqual(["call-limit"]);
});

import { afterEach, expect, test } from "vitest";
import { compile, readTyped, type Tree, writeTyped } from "./index";

/** Names that every JavaScript object answers to. */
const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "length", "size"];

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect("polluted" in {}).toBe(false);
});

function value(tree: Tree) {
  return writeTyped(compile(tree).evaluate(new Map()));
}

const empty: Tree = ["{}", []];
const call = (name: string, ...positional: readonly Tree[]): Tree => ["call", 0, 1, ["builtin", name], positional];

test.each(NAMES)("no value has a member %s unless the text gives it one", (name) => {
  for (const base of [empty, "text", true, ["list", []], ["n", "1"], ["@", "date", "2026-05-01"]] satisfies Tree[]) {
    const found = value([".", 0, 1, base, name]);
    expect(found).toEqual(Array.isArray(base) && base[0] === "list" ? { t: "list", v: [] } : { t: "null" });
  }
});

test.each(NAMES)("a context may have a member %s of its own", (name) => {
  const own: Tree = ["{}", [[name, 0, "mine"]]];
  expect(value([".", 0, 1, own, name])).toEqual({ t: "string", v: "mine" });
  expect(value(call("get value", own, name))).toEqual({ t: "string", v: "mine" });
  expect(value(["=", 0, 1, own, empty])).toEqual({ t: "boolean", v: false });
  expect(JSON.stringify(value(own))).toBe(`{"t":"context","v":{"${name}":{"t":"string","v":"mine"}}}`);
});

test.each(NAMES)("the scope has no name %s unless it is given", (name) => {
  expect(value(["input", 0, 1, name])).toEqual({ t: "null" });
  expect(value(["maybe", 0, name, null])).toEqual({ t: "null" });
});

test.each(NAMES)("no function is called %s, and none of its type is known", (name) => {
  const { value: found, warnings } = compile(call(name)).trace(new Map());
  expect(found).toBeNull();
  expect(warnings[0]?.code).toBe("unknown-function");
});

test("putting, merging and reading entries named like a prototype changes no prototype", () => {
  const inner: Tree = ["{}", [["polluted", 0, "yes"]]];
  const put = call("context put", empty, "__proto__", inner);
  expect(value([".", 0, 1, [".", 0, 1, put, "__proto__"], "polluted"])).toEqual({ t: "string", v: "yes" });
  const deep = call("context put", empty, ["list", ["__proto__", "polluted"]], "yes");
  expect(value(deep)).toEqual({ t: "null" });
  const entries = call("context", [
    "list",
    [
      [
        "{}",
        [
          ["key", 0, "__proto__"],
          ["value", 1, inner],
        ],
      ],
    ],
  ]);
  expect(value([".", 0, 1, entries, "polluted"])).toEqual({ t: "null" });
  expect(value(call("context merge", ["list", [put, entries]]))).toEqual(value(put));
});

test("values that come in and go out keep such names as names", () => {
  const text = '{"t":"context","v":{"__proto__":{"t":"context","v":{"polluted":{"t":"boolean","v":true}}}}}';
  expect(JSON.stringify(writeTyped(readTyped(JSON.parse(text))))).toBe(text);
});

test("types that name such members ask for members of their own", () => {
  const kind = JSON.parse('["context", {"__proto__": "number"}]');
  expect(value(["is", empty, kind])).toEqual({ t: "boolean", v: false });
  expect(value(["is", ["{}", [["__proto__", 0, ["n", "1"]]]], kind])).toEqual({ t: "boolean", v: true });
  expect(() => readTyped({ t: "constructor", v: "x" })).toThrow(TypeError);
});

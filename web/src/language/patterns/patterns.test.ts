import { expect, test } from "vitest";
import { LimitReached, NoResult } from "../evaluation";
import { found, replaced, split } from "./patterns";

test.each([
  ["abracadabra", "^a.*a$", "", true],
  ["abracadabra", "^bra", "", false],
  ["hello\nworld", "hello.world", "", false],
  ["hello\nworld", "hello.world", "s", true],
  ["\nabcd\ndefg\n", "^$", "m", true],
  ["ABC", "abc", "i", true],
  ["\u212A", "k", "i", true],
  ["X", "[A-Z-[OI]]", "i", true],
  ["i", "[A-Z-[OI]]", "i", false],
  ["q", "[^Q]", "i", false],
  ["aA", "(a)\\1", "i", true],
  ["helloworld", "hello world", "x", true],
  ["hello world", "hello[ ]world", "x", true],
  ["a.b", "a.b", "q", true],
  ["axb", "a.b", "q", false],
  ["客户 42", "^\\p{IsCJKUnifiedIdeographs}+\\s\\d{2}$", "", true],
  ["é", "^\\p{Ll}$", "", true],
  ["𠮷", "^.$", "", true],
  ["abab", "^(ab){2}$", "", true],
  ["ababab", "^(?:ab){1,2}$", "", false],
  ["aab", "^(a|ab)(b|)$", "", false],
  ["", "(a*)*", "", true],
])("the text %j and the pattern %j with the flags %j: %j", (text, pattern, flags, result) => {
  expect(found(text, pattern, flags)).toBe(result);
});

test.each([
  "(",
  ")",
  "[",
  "a**",
  "*a",
  "\\q",
  "(.)\\2",
  "[z-a]",
  "\\p{IsNothing}",
  "\\p{Xx}",
  "(?=a)",
  "a{2,1}",
  "[a\\1]",
])("%j is no pattern", (pattern) => {
  expect(() => found("a", pattern, "")).toThrow(NoResult);
});

test("matches are replaced, with what their groups matched", () => {
  expect(replaced("abracadabra", "bra", "*", "")).toBe("a*cada*");
  expect(replaced("abracadabra", "a.*?a", "*", "")).toBe("*c*bra");
  expect(replaced("abcd", "(ab)|(a)", "[1=$1][2=$2]", "")).toBe("[1=ab][2=]cd");
  expect(replaced("darted", "^(.*?)d(.*)$", "$1c$2", "")).toBe("carted");
  expect(replaced("a1", "\\d", "\\$0", "")).toBe("a$0");
  expect(replaced("张三", "(.)(.)", "$2$1", "")).toBe("三张");
  expect(() => replaced("abc", "x*", "-", "")).toThrow(NoResult);
  expect(() => replaced("abc", "b", "$", "")).toThrow(NoResult);
});

test("a text is split between matches", () => {
  expect(split("a;b;c;;", ";")).toEqual(["a", "b", "c", "", ""]);
  expect(split("John Doe", "\\s")).toEqual(["John", "Doe"]);
});

test.each(["(a+)+$", "(a|aa)+$", "(a|a?)+$", "(.*)*$1?b", "(x+x+)+y"])(
  "the hostile pattern %j ends in time",
  (pattern) => {
    const began = performance.now();
    let ended: unknown;
    try {
      found(`${"a".repeat(5000)}!${"x".repeat(5000)}`, pattern.replace("$1?", ""), "");
    } catch (error) {
      ended = error;
    }
    expect(ended === undefined || ended instanceof LimitReached).toBe(true);
    expect(performance.now() - began).toBeLessThan(900);
  },
);

test("a long text is no reason to fail", () => {
  expect(found(`${"ab".repeat(50_000)}c`, "^(ab)*c$", "")).toBe(true);
});

test("a pattern that repeats too much is refused", () => {
  expect(() => found("a", "((a{1000}b){1000}c){1000}", "")).toThrow(NoResult);
});

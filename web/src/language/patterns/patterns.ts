import { grown, NoResult } from "../evaluation";
import { charactersOf } from "../texts";
import { Machine, type Match } from "./machine";
import { type Parsed, PatternParser } from "./parser";
import { inStretches } from "./sets";

const MAX_LENGTH = 2000;
const REFERENCE = /\\([\\$])|\$([0-9]+)|([\\$])|([^\\$]+)/g;
const kept = new Map<string, Machine>();

/** Returns a pattern ready for use. Throws `NoResult` when pattern or flags are not those of XPath. */
function compiled(pattern: string, flags: string): Machine {
  const key = `${flags}/${pattern}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (!/^[smixq]*$/.test(flags)) {
    throw new NoResult(`"${flags}" has other flags than s, m, i, x and q`, `"${flags}" 含有 s、m、i、x、q 以外的标志`);
  }
  if (charactersOf(pattern).length > MAX_LENGTH) {
    throw new NoResult(
      `the pattern is not valid: it has more than ${MAX_LENGTH} characters`,
      `模式无效：超过 ${MAX_LENGTH} 个字符`,
    );
  }
  const machine = new Machine(parsed(pattern, flags), flags);
  if (kept.size >= 500) kept.clear();
  kept.set(key, machine);
  return machine;
}

function parsed(pattern: string, flags: string): Parsed {
  if (flags.includes("q")) return literal(pattern, flags.includes("i"));
  return new PatternParser(flags.includes("x") ? withoutSpaces(pattern) : pattern, flags).parse();
}

/** Returns the pattern that matches a text as it stands. */
function literal(text: string, ignoringCase: boolean): Parsed {
  const pieces = charactersOf(text).map((sign) => {
    const point = sign.codePointAt(0) ?? 0;
    return { kind: "set" as const, set: inStretches([[point, point]], ignoringCase) };
  });
  return { branches: [pieces], groups: 0 };
}

/** Returns the pattern without the spaces outside of classes. */
function withoutSpaces(pattern: string): string {
  let result = "";
  let depth = 0;
  let escaped = false;
  for (const sign of pattern) {
    if (" \t\n\r".includes(sign) && depth === 0) continue;
    result += sign;
    if (!escaped && sign === "[") depth += 1;
    if (!escaped && sign === "]" && depth > 0) depth -= 1;
    escaped = sign === "\\" && !escaped;
  }
  return result;
}

/** Returns a pattern that cannot match the empty text (XPath error FORX0003). */
function consuming(pattern: string, flags: string): Machine {
  const machine = compiled(pattern, flags);
  if (machine.matches([]).next().done !== true) {
    throw new NoResult("the pattern matches the empty text", "模式可以匹配空文本");
  }
  return machine;
}

/** Returns whether a part of the text matches. Throws `NoResult` for no pattern, `LimitReached` after its time. */
export function found(text: string, pattern: string, flags: string): boolean {
  return compiled(pattern, flags).matches(charactersOf(text)).next().done !== true;
}

/** Returns the text with every match replaced; `$1` is what group 1 matched, `\$` and `\\` stand for themselves. */
export function replaced(text: string, pattern: string, replacement: string, flags: string): string {
  const machine = consuming(pattern, flags);
  const parts = flags.includes("q") ? [replacement] : replacementParts(replacement, machine.groups);
  const characters = charactersOf(text);
  const results: string[] = [];
  let size = 0;
  let end = 0;
  const add = (part: string) => {
    size += part.length;
    grown(size);
    results.push(part);
  };
  for (const match of machine.matches(characters)) {
    add(characters.slice(end, match.start).join(""));
    for (const part of parts) add(written(part, match, characters));
    end = match.end;
  }
  add(characters.slice(end).join(""));
  return results.join("");
}

function written(part: string | number, match: Match, characters: readonly string[]): string {
  if (typeof part === "string") return part;
  return part === 0 ? characters.slice(match.start, match.end).join("") : match.group(part);
}

/** Returns the texts and group numbers of a replacement; references to groups that do not exist are left out. */
function replacementParts(text: string, groups: number): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const [, sign, digits, lone, plain] of text.matchAll(REFERENCE)) {
    if (lone !== undefined) {
      throw new NoResult(
        `the replacement has a \`${lone}\` that needs a \`\\\``,
        `替换文本中的 \`${lone}\` 前需要 \`\\\``,
      );
    }
    if (digits === undefined) {
      parts.push(sign ?? plain ?? "");
      continue;
    }
    let length = digits.length;
    while (length > 1 && Number(digits.slice(0, length)) > groups) length -= 1;
    const number = Number(digits.slice(0, length));
    if (number <= groups) parts.push(number);
    if (length < digits.length) parts.push(digits.slice(length));
  }
  return parts;
}

/** Returns the parts of the text between the matches. Throws as `replaced` does. */
export function split(text: string, pattern: string): string[] {
  const characters = charactersOf(text);
  const parts: string[] = [];
  let end = 0;
  for (const match of consuming(pattern, "").matches(characters)) {
    parts.push(characters.slice(end, match.start).join(""));
    end = match.end;
  }
  parts.push(characters.slice(end).join(""));
  return parts;
}

import { builtin } from "./builtins";
import { Decimal, rounded } from "./decimal";
import { lessEqual, makeRange, negate } from "./operators";
import { readTemporal } from "./temporal-texts";
import type { Range, Value } from "./values";

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const NUMBER = /(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\.|"")*"/sy;
const AT = /@\s*"((?:[^"\\]|\\.)*)"/sy;
const WORD = /true|false|null/y;
const CALL = /(date\s+and\s+time|date|time|duration)\s*\(/y;
const ESCAPE = /\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|[ntr"'\\])|""/g;
const PLAIN: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Reads a range whose endpoints are literals, or dates, times and durations made of literals. */
class RangeReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Returns the range that the whole text is, null when it is none. */
  range(): Range | null {
    const opening = this.sign("[", "(", "]");
    const low = opening === null ? undefined : this.endpoint();
    if (low === undefined || !this.text.startsWith("..", this.skip())) return null;
    this.at += 2;
    const high = this.endpoint();
    const closing = this.sign("]", ")", "[");
    if (high === undefined || closing === null || this.skip() < this.text.length) return null;
    const found = makeRange(low, high, opening === "[", closing === "]");
    return found !== null && lessEqual(low, high) === true ? found : null;
  }

  /** Returns the value of an endpoint, undefined when there is none. */
  private endpoint(): Value | undefined {
    if (this.sign("-") !== null) {
      const value = this.endpoint();
      return value === undefined ? undefined : negate(value);
    }
    const call = this.match(CALL);
    if (call !== null) return this.call(call[1] ?? "");
    return this.literal();
  }

  private literal(): Value | undefined {
    const number = this.match(NUMBER);
    if (number !== null) return rounded(new Decimal(number[0]));
    const string = this.match(STRING);
    if (string !== null) return unescaped(string[0].slice(1, -1));
    const temporal = this.match(AT);
    if (temporal !== null) return readTemporal(unescaped(temporal[1] ?? ""));
    const word = this.match(WORD);
    return word === null ? undefined : word[0] === "null" ? null : word[0] === "true";
  }

  private call(name: string): Value | undefined {
    const given: Value[] = [];
    while (this.sign(")") === null) {
      if (given.length > 0 && this.sign(",") === null) return undefined;
      const value = this.literal();
      if (value === undefined) return undefined;
      given.push(value);
    }
    return builtin(name.split(/\s+/).join(" "))?.call(given);
  }

  private skip(): number {
    SPACE.lastIndex = this.at;
    SPACE.exec(this.text);
    this.at = Math.max(this.at, SPACE.lastIndex);
    return this.at;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.skip();
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  private sign(...signs: readonly string[]): string | null {
    const found = signs.find((sign) => this.text.startsWith(sign, this.skip())) ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (whole, code: string | undefined) => {
    if (code === undefined) return '"';
    const [letter = ""] = code;
    if (code.length === 1) return PLAIN[letter] ?? code;
    const point = Number.parseInt(code.slice(1), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Returns the range that a text shows, such as `[1..10)`; null for any other text. */
export function rangeOf(text: string): Range | null {
  return new RangeReader(text).range();
}

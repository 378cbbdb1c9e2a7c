import { NoResult } from "../evaluation";
import { type CharacterSet, complement, escapeSet, inStretches, propertySet, type Stretch } from "./sets";

/** A piece of a pattern. */
export type Piece =
  | { readonly kind: "set"; readonly set: CharacterSet }
  | { readonly kind: "start" | "end" }
  | { readonly kind: "group"; readonly number: number | null; readonly branches: readonly Branch[] }
  | { readonly kind: "reference"; readonly number: number }
  | {
      readonly kind: "repeat";
      readonly piece: Piece;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    };

/** Pieces that follow each other. */
export type Branch = readonly Piece[];

/** A pattern taken apart. */
export interface Parsed {
  readonly branches: readonly Branch[];
  /** How many groups in parentheses it has. */
  readonly groups: number;
}

const MAX_GROUPS = 50;
const MAX_REPEATS = 8;
const MAX_COUNT = 100_000;
const SINGLE: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ...[..."\\|.-^?*+{}()[]$"].map((sign): [string, string] => [sign, sign]),
]);
const QUANTIFIER = /[?*+]|\{([0-9]{1,9})(,([0-9]{1,9})?)?\}/y;
const PROPERTY = /\{(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?|Is[A-Za-z0-9-]+)\}/y;

function wrong(en: string, zh: string): NoResult {
  return new NoResult(`the pattern is not valid: ${en}`, `模式无效：${zh}`);
}

function pointOf(sign: string): number {
  return sign.codePointAt(0) ?? 0;
}

/** Reads a pattern of XPath from the left; throws `NoResult` where it stops being one. */
export class PatternParser {
  private readonly text: string;
  private readonly ignoringCase: boolean;
  private readonly dotAll: boolean;
  private at = 0;
  private groups = 0;
  private depth = 0;
  private readonly closed = new Set<number>();

  constructor(text: string, flags: string) {
    this.text = text;
    this.ignoringCase = flags.includes("i");
    this.dotAll = flags.includes("s");
  }

  /** Returns the pattern taken apart. */
  parse(): Parsed {
    const { branches } = this.branches();
    if (this.at < this.text.length) throw wrong("a `)` closes nothing", "有多余的 `)`");
    return { branches, groups: this.groups };
  }

  /** Returns the branches up to the end or a `)`, and how deep repeated groups are nested in them. */
  private branches(): { branches: Branch[]; repeats: number } {
    const branches: Piece[][] = [[]];
    let repeats = 0;
    while (this.at < this.text.length && this.text[this.at] !== ")") {
      if (this.text[this.at] === "|") {
        this.at += 1;
        branches.push([]);
        continue;
      }
      const isGroup = this.text[this.at] === "(";
      const [piece, inner] = isGroup ? this.group() : [this.atom(), 0];
      const whole = this.repeated(piece);
      const nested = inner + (isGroup && whole !== piece ? 1 : 0);
      if (nested > MAX_REPEATS) {
        throw wrong(`more than ${MAX_REPEATS} repeated groups in each other`, `重复的组嵌套超过 ${MAX_REPEATS} 层`);
      }
      repeats = Math.max(repeats, nested);
      branches.at(-1)?.push(whole);
    }
    return { branches, repeats };
  }

  private group(): [Piece, number] {
    const silent = this.text.startsWith("?:", this.at + 1);
    this.at += silent ? 3 : 1;
    let number: number | null = null;
    if (!silent) {
      this.groups += 1;
      number = this.groups;
    }
    this.depth += 1;
    if (this.depth > MAX_GROUPS)
      throw wrong(`more than ${MAX_GROUPS} groups in each other`, `组嵌套超过 ${MAX_GROUPS} 层`);
    const { branches, repeats } = this.branches();
    if (this.text[this.at] !== ")") throw wrong("a `(` is not closed", "有 `(` 没有闭合");
    this.at += 1;
    this.depth -= 1;
    if (number !== null) this.closed.add(number);
    return [{ branches, kind: "group", number }, repeats];
  }

  /** Returns a piece with the quantifier that follows it, or as it is. */
  private repeated(piece: Piece): Piece {
    QUANTIFIER.lastIndex = this.at;
    const match = QUANTIFIER.exec(this.text);
    if (match === null) return piece;
    this.at = QUANTIFIER.lastIndex;
    const [sign, least, range, most] = match;
    const [from, to] = boundsOf(sign, least, range, most);
    if (from > to || (to !== Number.POSITIVE_INFINITY && to > MAX_COUNT) || from > MAX_COUNT) {
      throw wrong(`\`${sign}\` is no number of repetitions`, `\`${sign}\` 不是有效的重复次数`);
    }
    const lazy = this.text[this.at] === "?";
    if (lazy) this.at += 1;
    return { kind: "repeat", lazy, least: from, most: to, piece };
  }

  private atom(): Piece {
    const sign = this.sign();
    if (sign === "[") return { kind: "set", set: this.characterClass(0) };
    if (sign === "\\") return this.escape();
    this.at += sign.length;
    if (sign === ".") return { kind: "set", set: this.dotAll ? () => true : (point) => point !== 10 && point !== 13 };
    if (sign === "^") return { kind: "start" };
    if (sign === "$") return { kind: "end" };
    if ("?*+{}]".includes(sign))
      throw wrong(`\`${sign}\` needs a \`\\\` before it here`, `此处的 \`${sign}\` 前面需要 \`\\\``);
    return this.single(sign);
  }

  /** Returns the character that stands here, empty at the end. */
  private sign(): string {
    const point = this.text.codePointAt(this.at);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  private single(sign: string): Piece {
    const point = pointOf(sign);
    return { kind: "set", set: inStretches([[point, point]], this.ignoringCase) };
  }

  private escape(): Piece {
    const letter = this.text[this.at + 1] ?? "";
    if (letter >= "1" && letter <= "9") return this.reference();
    const single = SINGLE.get(letter);
    if (single !== undefined) {
      this.at += 2;
      return this.single(single);
    }
    return { kind: "set", set: this.escapedSet() };
  }

  /** Returns a reference to a group that is closed already. */
  private reference(): Piece {
    let number = Number(this.text[this.at + 1]);
    this.at += 2;
    for (let digit = this.text[this.at]; digit !== undefined && /^[0-9]$/.test(digit); digit = this.text[this.at]) {
      if (number * 10 + Number(digit) > this.groups) break;
      number = number * 10 + Number(digit);
      this.at += 1;
    }
    if (!this.closed.has(number)) {
      throw wrong(`\`\\${number}\` refers to no group before it`, `\`\\${number}\` 之前没有对应的组`);
    }
    return { kind: "reference", number };
  }

  /** Returns the set of an escape such as `\s`, `\D` or `\p{Lu}`. */
  private escapedSet(): CharacterSet {
    const letter = this.text[this.at + 1] ?? "";
    if (letter === "p" || letter === "P") return this.property(letter);
    const set = escapeSet(letter);
    if (set === undefined) throw wrong(`\`\\${letter}\` means nothing`, `\`\\${letter}\` 没有含义`);
    this.at += 2;
    return set;
  }

  private property(letter: string): CharacterSet {
    PROPERTY.lastIndex = this.at + 2;
    const name = PROPERTY.exec(this.text)?.[1];
    const set = name === undefined ? undefined : propertySet(name, letter === "P", this.ignoringCase);
    if (set === undefined) {
      throw wrong(
        `\`\\${letter}\` needs a category or block such as \`{Lu}\``,
        `\`\\${letter}\` 后应为类别，例如 \`{Lu}\``,
      );
    }
    this.at = PROPERTY.lastIndex;
    return set;
  }

  /** Returns the set of the class in brackets that begins here. */
  private characterClass(depth: number): CharacterSet {
    if (depth > MAX_GROUPS)
      throw wrong(`more than ${MAX_GROUPS} classes in each other`, `字符类嵌套超过 ${MAX_GROUPS} 层`);
    this.at += 1;
    const negated = this.text[this.at] === "^";
    if (negated) this.at += 1;
    const start = this.at;
    const stretches: Stretch[] = [];
    const sets: CharacterSet[] = [];
    let without: CharacterSet | null = null;
    while (this.text[this.at] !== "]" || this.at === start) {
      if (this.text.startsWith("-[", this.at) && this.at > start) {
        without = this.subtraction(depth);
        break;
      }
      const escaped = this.text[this.at] === "\\" && !SINGLE.has(this.text[this.at + 1] ?? "");
      if (escaped) sets.push(this.escapedSet());
      else stretches.push(this.stretch(start));
    }
    this.at += 1;
    if (stretches.length > 0) sets.push(inStretches(stretches, this.ignoringCase));
    const any: CharacterSet = (point) => sets.some((set) => set(point));
    const found = negated ? complement(any) : any;
    const excluded = without;
    return excluded === null ? found : (point) => found(point) && !excluded(point);
  }

  private subtraction(depth: number): CharacterSet {
    this.at += 1;
    const without = this.characterClass(depth + 1);
    if (this.text[this.at] !== "]") throw wrong("a subtraction ends its class", "字符类的减法之后应为 `]`");
    return without;
  }

  /** Returns one character or a range of a class; a `-` for itself stands first or last. */
  private stretch(start: number): Stretch {
    const low = pointOf(this.character(start));
    const after = this.text[this.at + 1] ?? "";
    if (this.text[this.at] !== "-" || after === "[" || after === "]" || after === "") return [low, low];
    this.at += 1;
    const high = pointOf(this.character(start));
    if (high < low) {
      const range = `${String.fromCodePoint(low)}-${String.fromCodePoint(high)}`;
      throw wrong(`the range \`${range}\` is upside down`, `范围 \`${range}\` 颠倒了`);
    }
    return [low, high];
  }

  private character(start: number): string {
    const sign = this.sign();
    if (sign === "\\") {
      const letter = this.text[this.at + 1] ?? "";
      const single = SINGLE.get(letter);
      if (single === undefined)
        throw wrong(`\`\\${letter}\` is no end of a range`, `\`\\${letter}\` 不能作为范围的端点`);
      this.at += 2;
      return single;
    }
    const last = this.text.startsWith("-]", this.at);
    if (sign === "" || sign === "[" || sign === "]" || (sign === "-" && this.at > start && !last)) {
      throw wrong("a `[` is not closed, or lacks a `\\`", "有 `[` 没有闭合，或缺少 `\\`");
    }
    this.at += sign.length;
    return sign;
  }
}

function boundsOf(sign: string, least?: string, range?: string, most?: string): [number, number] {
  if (least !== undefined) {
    const from = Number(least);
    if (range === undefined) return [from, from];
    return [from, most === undefined ? Number.POSITIVE_INFINITY : Number(most)];
  }
  return [sign === "+" ? 1 : 0, sign === "?" ? 1 : Number.POSITIVE_INFINITY];
}

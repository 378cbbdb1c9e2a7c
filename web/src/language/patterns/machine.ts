import { LimitReached, NoResult, presentRun } from "../evaluation";
import type { Branch, Parsed, Piece } from "./parser";
import { type CharacterSet, folded } from "./sets";

/** Seconds that one use of a pattern may take. */
const MAX_SECONDS = 0.2;
/** Instructions of one pattern; repeated groups are written out as often as they have to occur. */
const MAX_INSTRUCTIONS = 200_000;
const MAX_PENDING = 5_000_000;

/** One instruction of the machine that runs a pattern. */
type Instruction =
  | { readonly op: "set"; readonly set: CharacterSet }
  | {
      readonly op: "run";
      readonly set: CharacterSet;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  | { readonly op: "start" | "end" | "done" }
  | { readonly op: "reference"; readonly number: number }
  | { readonly op: "save"; readonly register: number }
  | { readonly op: "advanced"; readonly register: number }
  | { op: "split"; first: number; second: number }
  | { op: "jump"; to: number };

/** Where a match stands in the text, and what its groups matched. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** Returns what a group matched, empty when it took no part. */
  readonly group: (number: number) => string;
}

/** Writes the instructions of a pattern. */
class Assembler {
  readonly code: Instruction[] = [];
  registers: number;

  constructor(groups: number) {
    this.registers = 2 * (groups + 1);
  }

  add(instruction: Instruction): number {
    if (this.code.length >= MAX_INSTRUCTIONS) {
      throw new NoResult("the pattern is not valid: it repeats too much", "模式无效：重复过多");
    }
    return this.code.push(instruction) - 1;
  }

  branches(branches: readonly Branch[]): void {
    const ends: { to: number }[] = [];
    for (const [position, branch] of branches.entries()) {
      const last = position === branches.length - 1;
      const split = { first: 0, op: "split" as const, second: 0 };
      if (!last) split.first = this.add(split) + 1;
      for (const piece of branch) this.piece(piece);
      if (last) continue;
      const end = { op: "jump" as const, to: 0 };
      this.add(end);
      ends.push(end);
      split.second = this.code.length;
    }
    for (const end of ends) end.to = this.code.length;
  }

  private piece(piece: Piece): void {
    switch (piece.kind) {
      case "set":
        this.add({ op: "set", set: piece.set });
        return;
      case "start":
      case "end":
        this.add({ op: piece.kind });
        return;
      case "reference":
        this.add({ number: piece.number, op: "reference" });
        return;
      case "group":
        if (piece.number !== null) this.add({ op: "save", register: 2 * piece.number });
        this.branches(piece.branches);
        if (piece.number !== null) this.add({ op: "save", register: 2 * piece.number + 1 });
        return;
      case "repeat":
        this.repeat(piece.piece, piece.least, piece.most, piece.lazy);
    }
  }

  private repeat(piece: Piece, least: number, most: number, lazy: boolean): void {
    if (piece.kind === "set") {
      this.add({ lazy, least, most, op: "run", set: piece.set });
      return;
    }
    for (let count = 0; count < least; count += 1) this.piece(piece);
    if (most === Number.POSITIVE_INFINITY) {
      this.loop(piece, lazy);
      return;
    }
    const splits: { first: number; second: number }[] = [];
    for (let count = least; count < most; count += 1) {
      const split = { first: 0, op: "split" as const, second: 0 };
      this.add(split);
      splits.push(split);
      split.first = this.code.length;
      this.piece(piece);
    }
    for (const split of splits) this.aim(split, split.first, this.code.length, lazy);
  }

  /** Writes a piece that may occur any number of times; a turn that moves nowhere is the last one. */
  private loop(piece: Piece, lazy: boolean): void {
    const register = this.registers;
    this.registers += 1;
    const split = { first: 0, op: "split" as const, second: 0 };
    const head = this.add(split);
    this.add({ op: "save", register });
    this.piece(piece);
    this.add({ op: "advanced", register });
    this.add({ op: "jump", to: head });
    this.aim(split, head + 1, this.code.length, lazy);
  }

  private aim(split: { first: number; second: number }, inside: number, after: number, lazy: boolean): void {
    split.first = lazy ? after : inside;
    split.second = lazy ? inside : after;
  }
}

/** A pattern ready to be used on any text. */
export class Machine {
  readonly groups: number;
  private readonly code: readonly Instruction[];
  private readonly registers: number;
  private readonly byLines: boolean;
  private readonly ignoringCase: boolean;

  constructor(parsed: Parsed, flags: string) {
    const assembler = new Assembler(parsed.groups);
    assembler.branches(parsed.branches);
    assembler.add({ op: "done" });
    this.code = assembler.code;
    this.registers = assembler.registers;
    this.groups = parsed.groups;
    this.byLines = flags.includes("m");
    this.ignoringCase = flags.includes("i");
  }

  /** Iterates over the matches in a text, from the left, none overlapping another. Throws `LimitReached`. */
  *matches(characters: readonly string[]): Generator<Match> {
    const points = characters.map((character) => character.codePointAt(0) ?? 0);
    const deadline = Math.min(performance.now() + MAX_SECONDS * 1000, presentRun().deadline);
    const use = new Use(
      this.code,
      this.registers,
      points,
      { byLines: this.byLines, ignoringCase: this.ignoringCase },
      deadline,
    );
    let from = 0;
    while (from <= points.length) {
      const found = use.search(from);
      if (found === null) return;
      const { start, end, registers } = found;
      const group = (number: number) => {
        const [low = -1, high = -1] = registers.slice(2 * number, 2 * number + 2);
        return low < 0 || high < low ? "" : characters.slice(low, high).join("");
      };
      yield { end, group, start };
      from = end > start ? end : end + 1;
    }
  }
}

interface Flags {
  readonly byLines: boolean;
  readonly ignoringCase: boolean;
}

/** One use of a pattern on one text: an explicit stack of what is left to try, so that no text is too long for it. */
class Use {
  private readonly code: readonly Instruction[];
  private readonly count: number;
  private readonly points: readonly number[];
  private readonly flags: Flags;
  private readonly deadline: number;
  private registers: number[] = [];
  /** Triples: (instruction, position, lowest or highest position still to try) or (-1 - register, old value, 0). */
  private readonly pending: number[] = [];
  private steps = 0;

  constructor(code: readonly Instruction[], count: number, points: readonly number[], flags: Flags, deadline: number) {
    this.code = code;
    this.count = count;
    this.points = points;
    this.flags = flags;
    this.deadline = deadline;
  }

  /** Returns the first match that begins at or after `from`. */
  search(from: number): { start: number; end: number; registers: readonly number[] } | null {
    for (let start = from; start <= this.points.length; start += 1) {
      this.registers = new Array<number>(this.count).fill(-1);
      this.pending.length = 0;
      const end = this.run(start);
      if (end !== null) return { end, registers: this.registers, start };
    }
    return null;
  }

  private run(start: number): number | null {
    let at: number | null = start;
    let pc = 0;
    for (;;) {
      this.tick();
      const instruction = this.code[pc];
      if (instruction === undefined || (instruction.op === "done" && at !== null)) return at;
      if (instruction.op === "jump") {
        pc = instruction.to;
        continue;
      }
      if (instruction.op === "split") {
        this.pending.push(instruction.second, at ?? 0, 0);
        pc = instruction.first;
        continue;
      }
      at = this.step(instruction, pc, at ?? 0);
      pc += 1;
      if (at === null) {
        const back = this.backtrack();
        if (back === null) return null;
        [pc, at] = back;
      }
    }
  }

  private tick(): void {
    this.steps += 1;
    if (this.steps % 4096 === 0 && (performance.now() > this.deadline || this.pending.length > MAX_PENDING)) {
      throw new LimitReached("TIME_LIMIT", MAX_SECONDS);
    }
  }

  /** Returns where the text stands after an instruction, null when it does not fit. */
  private step(instruction: Instruction, pc: number, at: number): number | null {
    switch (instruction.op) {
      case "set": {
        const point = this.points[at];
        return point !== undefined && instruction.set(point) ? at + 1 : null;
      }
      case "run":
        return this.runOf(instruction, pc, at);
      case "save":
        this.pending.push(-1 - instruction.register, this.registers[instruction.register] ?? -1, 0);
        this.registers[instruction.register] = at;
        return at;
      case "advanced":
        return at > (this.registers[instruction.register] ?? -1) ? at : null;
      case "reference":
        return this.again(instruction.number, at);
      case "start":
        return this.atStart(at) ? at : null;
      case "end":
        return this.atEnd(at) ? at : null;
      default:
        return at;
    }
  }

  /** Returns the end of a run of characters of one set, and notes the other lengths to try. */
  private runOf(instruction: Extract<Instruction, { op: "run" }>, pc: number, at: number): number | null {
    const { set, least, most, lazy } = instruction;
    const most_ = Math.min(at + most, this.points.length);
    const wanted = lazy ? at + least : most_;
    if (at + least > this.points.length) return null;
    let end = at;
    for (let point = this.points[end]; end < wanted && point !== undefined && set(point); point = this.points[end]) {
      end += 1;
      this.tick();
    }
    if (end < at + least) return null;
    if (lazy && end < most_) this.pending.push(pc, end, most_);
    if (!lazy && end > at + least) this.pending.push(pc, end - 1, at + least);
    return end;
  }

  /** Returns the instruction and position at which to go on, null when nothing is left to try. */
  private backtrack(): [number, number] | null {
    for (;;) {
      const bound = this.pending.pop();
      const at = this.pending.pop();
      const pc = this.pending.pop();
      if (bound === undefined || at === undefined || pc === undefined) return null;
      if (pc < 0) {
        this.registers[-1 - pc] = at;
        continue;
      }
      const instruction = this.code[pc];
      if (instruction?.op !== "run") return [pc, at];
      if (!instruction.lazy) {
        if (at > bound) this.pending.push(pc, at - 1, bound);
        return [pc + 1, at];
      }
      const point = this.points[at];
      if (point === undefined || !instruction.set(point)) continue;
      if (at + 1 < bound) this.pending.push(pc, at + 1, bound);
      return [pc + 1, at + 1];
    }
  }

  /** Returns the end of what a group matched, seen once more; a group that took no part stands for nothing. */
  private again(number: number, at: number): number | null {
    const [low = -1, high = -1] = this.registers.slice(2 * number, 2 * number + 2);
    if (low < 0 || high < low) return at;
    for (let offset = 0; offset < high - low; offset += 1) {
      const one = this.points[low + offset];
      const other = this.points[at + offset];
      if (one === undefined || other === undefined) return null;
      if (one !== other && !(this.flags.ignoringCase && folded(one) === folded(other))) return null;
    }
    return at + high - low;
  }

  private atStart(at: number): boolean {
    return at === 0 || (this.flags.byLines && this.points[at - 1] === 10 && at < this.points.length);
  }

  private atEnd(at: number): boolean {
    const last = at === this.points.length;
    if (!this.flags.byLines) return last;
    return last ? this.points[at - 1] !== 10 : this.points[at] === 10;
  }
}

import { CODES, type CodeName, LIMITS } from "../generated/language";

/** A text for people in every language of the product. */
export interface Text {
  readonly en: string;
  readonly "zh-CN": string;
}

/** A stretch of an expression: from the first character up to but not including the second. */
export type Span = readonly [start: number, end: number];

/** Something that went wrong in a run: what, why the result is null, and what to do next. */
export interface Warning {
  readonly code: string;
  readonly message: Text;
  readonly hint: Text | null;
  readonly severity: "error" | "warning";
  readonly span: Span | null;
}

/** Stops a run: a limit is reached, the result is null. No `Error`, since nobody reads its stack. */
export class LimitReached {
  readonly code: CodeName;
  readonly limit: number;

  constructor(code: CodeName, limit: number) {
    this.code = code;
    this.limit = limit;
  }
}

/** A function has no result for its arguments: the call gives null, and the reason becomes a warning. */
export class NoResult {
  readonly reason: Text;

  /** Takes the reason in English and Chinese, without a full stop. */
  constructor(en: string, zh: string) {
    this.reason = { en, "zh-CN": zh };
  }
}

/** The state of one run: what it has used up, and its warnings when they are wanted. */
export class Run {
  steps = 0;
  depth = 0;
  at: Span | null = null;
  readonly warnings: Warning[] | null;
  /** When the run has to be over, by the clock of `performance`. */
  readonly deadline: number;
  private checked = 0;
  private calls = 0;

  constructor(traced: boolean) {
    this.warnings = traced ? [] : null;
    this.deadline = performance.now() + LIMITS.seconds * 1000;
  }

  /** Counts steps; throws `LimitReached` when they or the time are used up. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > LIMITS.steps) throw new LimitReached("STEP_LIMIT", LIMITS.steps);
    if (this.steps - this.checked > 1000) {
      this.checked = this.steps;
      this.look();
    }
  }

  /** Counts the call of a built-in function: few of them can take long when their lists are. */
  call(): void {
    this.calls += 1;
    if (this.calls % 16 === 0) this.look();
  }

  private look(): void {
    if (performance.now() > this.deadline) throw new LimitReached("TIME_LIMIT", LIMITS.seconds);
  }

  /** Adds a warning if the run keeps them. */
  keep(code: CodeName, values: Readonly<Record<string, Text | string | number>>): void {
    if (this.warnings === null || this.warnings.length >= LIMITS.warnings) return;
    const { code: name, message, hint, severity } = CODES[code];
    const told: Warning = {
      code: name,
      hint: hint === null ? null : filled(hint, values),
      message: filled(message, values),
      severity,
      span: this.at,
    };
    this.warnings.push(told);
  }
}

let present: Run | null = null;

/** Returns the present run; one of its own when there is none. */
export function presentRun(): Run {
  return present ?? new Run(false);
}

/** Returns what `work` returns with `run` as the present run. */
export function during<T>(run: Run, work: () => T): T {
  const before = present;
  present = run;
  try {
    return work();
  } finally {
    present = before;
  }
}

/** Counts steps of the present run. */
export function spend(steps: number): void {
  presentRun().spend(steps);
}

/** Checks the size of a value that is about to be built; throws `LimitReached`. */
export function grown(size: number): void {
  if (size > LIMITS.size) throw new LimitReached("SIZE_LIMIT", LIMITS.size);
}

/** Says which stretch of the text is at work. */
export function locate(span: Span): void {
  if (present !== null) present.at = span;
}

/** Adds a warning to the present run. Returns null, the value of everything that has none. */
export function warn(code: CodeName, values: Readonly<Record<string, Text | string | number>>): null {
  present?.keep(code, values);
  return null;
}

/** Warns that something has no result for a reason given in both languages. */
export function noResult(what: Text): null {
  return warn("NULL_RESULT", { what });
}

function filled(template: Text, values: Readonly<Record<string, Text | string | number>>): Text {
  const fill = (language: keyof Text) =>
    template[language].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return value !== undefined && typeof value === "object" ? value[language] : String(value ?? "");
    });
  return { en: fill("en"), "zh-CN": fill("zh-CN") };
}

import { build } from "./compiler";
import { during, LimitReached, Run, type Warning } from "./evaluation";
import type { Code } from "./frame";
import type { Tree } from "./tree";
import type { Context, Value } from "./values";

/** The value of a run, and the warnings that tell where it met null. */
export interface Outcome {
  readonly value: Value;
  readonly warnings: readonly Warning[];
}

/** An expression that is compiled once and run many times. */
export interface Program {
  /** Returns the value for the values of names; null when a limit stops the run. */
  readonly evaluate: (scope: Context) => Value;
  /** Returns the value and its warnings. */
  readonly trace: (scope: Context) => Outcome;
}

/** Returns the program of a tree that the server sent. */
export function compile(tree: Tree): Program {
  const code = build(tree);
  return {
    evaluate: (scope) => outcomeOf(code, scope, new Run(false)),
    trace: (scope) => {
      const run = new Run(true);
      const value = outcomeOf(code, scope, run);
      return { value, warnings: run.warnings ?? [] };
    },
  };
}

function outcomeOf(code: Code, scope: Context, run: Run): Value {
  try {
    return during(run, () => code({ scope, slots: [] }));
  } catch (error) {
    if (error instanceof LimitReached) {
      run.keep(error.code, { limit: error.limit.toLocaleString("en-US") });
      return null;
    }
    // A stack that is used up is one more limit: functions of large bodies reach it before their number does.
    if (error instanceof RangeError) {
      run.keep("CALL_LIMIT", {});
      return null;
    }
    throw error;
  }
}

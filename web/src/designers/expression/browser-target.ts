import type { BrowserWork, Diagnostic, TypedValue } from "../../generated/api";
import { compile, readTyped, type Tree, writeTyped } from "../../language";
import { nested } from "../../language/texts";

/** What the interpreter in this page gives. */
export interface BrowserAnswer {
  readonly value: TypedValue | null;
  readonly text: string;
  readonly warnings: readonly Diagnostic[];
  readonly milliseconds: number;
}

/** Computes the page's part of an evaluation. */
export function computeHere(work: BrowserWork): BrowserAnswer {
  if (work.diagnostics.length > 0) return { milliseconds: 0, text: "", value: null, warnings: work.diagnostics };
  const started = performance.now();
  const scope = new Map(Object.entries(work.values).map(([name, value]) => [name, readTyped(value)]));
  // The tree comes from the same definitions as the interpreter; nothing else can make one.
  const outcome = compile(work.tree as Tree).trace(scope);
  const milliseconds = performance.now() - started;
  return {
    milliseconds,
    text: nested(outcome.value),
    value: writeTyped(outcome.value),
    warnings: outcome.warnings,
  };
}

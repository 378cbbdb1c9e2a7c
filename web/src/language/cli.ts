import { createInterface } from "node:readline";
import type { Warning } from "./evaluation";
import { compile, type Outcome } from "./program";
import type { Tree } from "./tree";
import { readTyped, type TypedJson, writeTyped } from "./typed-json";

/** One line of input: a tree as the server makes it, and the values of the names it reads. */
interface Case {
  readonly id: string;
  readonly tree: Tree;
  readonly context?: Readonly<Record<string, TypedJson>>;
}

/** One line of output. */
interface Answer {
  readonly id: string | null;
  readonly value: TypedJson;
  readonly warnings: readonly Warning[];
}

const NOTHING: TypedJson = { t: "null" };

/** Returns the answer to one line, whatever it holds. */
function answer(line: string): Answer {
  let id: string | null = null;
  try {
    const given: Case = JSON.parse(line);
    id = given.id;
    const { value, warnings } = evaluate(given);
    return { id, value: writeTyped(value), warnings };
  } catch (error) {
    return { id, value: NOTHING, warnings: [failure(error)] };
  }
}

function evaluate({ tree, context = {} }: Case): Outcome {
  const scope = new Map(Object.entries(context).map(([name, value]) => [name, readTyped(value)]));
  return compile(tree).trace(scope);
}

function failure(error: unknown): Warning {
  const what = error instanceof Error ? error.message : String(error);
  return {
    code: "case-failed",
    hint: null,
    message: { en: `The case cannot be evaluated: ${what}`, "zh-CN": `无法计算该用例：${what}` },
    severity: "error",
    span: null,
  };
}

/** Answers JSON lines on the standard input, one line each, until it ends. */
createInterface({ crlfDelay: Number.POSITIVE_INFINITY, input: process.stdin }).on("line", (line) => {
  if (line.trim() !== "") process.stdout.write(`${JSON.stringify(answer(line))}\n`);
});

import { LIMITS } from "../generated/language";
import { LimitReached, noResult, presentRun, warn } from "./evaluation";
import type { Code, Frame } from "./frame";
import type { FunctionNode } from "./tree";
import { typeText } from "./types";
import { type Context, converted, FunctionValue, kindLabel, type List, type Value } from "./values";

/** Returns the code of a function literal. The function keeps the variables as they are where it is made. */
export function literalFunction(node: FunctionNode, body: Code): Code {
  const [, , , parameters, , result, own] = node;
  const described = parameters.map(([, name, type]) => ({ name, type }));
  const slots = parameters.map(([slot]) => slot);
  return (frame) => {
    const kept = frame.slots.slice();
    const value = new FunctionValue("function", described, result, (given) => {
      const inner: Frame = { scope: frame.scope, slots: kept.slice() };
      for (const [position, slot] of slots.entries()) inner.slots[slot] = given[position] ?? null;
      return body(inner);
    });
    if (own >= 0) kept[own] = value;
    return value;
  };
}

/** Returns what a function value gives for arguments by position; null when it is none or does not take them. */
export function invoke(callee: Value, given: List): Value {
  if (!(callee instanceof FunctionValue)) return warn("NOT_A_FUNCTION", { found: kindLabel(callee), name: "…" });
  if (callee.callNamed !== null) return callee.call(given);
  const { parameters } = callee;
  if (given.length !== parameters.length) return refuse(callee);
  const values: Value[] = [];
  for (const [position, { name, type }] of parameters.entries()) {
    const value = converted(given[position] ?? null, type);
    if (value === undefined) {
      return noResult({ en: `${name} is not ${typeText(type)}`, "zh-CN": `${name} 不是 ${typeText(type)}` });
    }
    values.push(value);
  }
  return enter(() => callee.call(values));
}

function enter(call: () => Value): Value {
  const run = presentRun();
  run.spend(1);
  run.depth += 1;
  if (run.depth > LIMITS.calls) throw new LimitReached("CALL_LIMIT", LIMITS.calls);
  try {
    return call();
  } finally {
    run.depth -= 1;
  }
}

/** Returns what a function value gives for arguments by name. */
export function invokeNamed(callee: Value, given: Context): Value {
  if (!(callee instanceof FunctionValue)) return invoke(callee, []);
  if (callee.callNamed !== null) return callee.callNamed(given);
  const names = callee.parameters.map(({ name }) => name);
  if ([...given.keys()].some((name) => !names.includes(name))) return refuse(callee);
  return invoke(
    callee,
    names.map((name) => given.get(name) ?? null),
  );
}

function refuse(callee: FunctionValue): null {
  const names = callee.parameters.map(({ name }) => name).join(", ");
  return warn("WRONG_ARGUMENTS", { name: callee.name, signatures: `\`(${names})\`` });
}

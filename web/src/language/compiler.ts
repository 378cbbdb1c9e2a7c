import { BINARY } from "./binary";
import { builtin } from "./builtins";
import { invoke, invokeNamed, literalFunction } from "./calls";
import { Decimal } from "./decimal";
import { locate, type Span, warn } from "./evaluation";
import type { Code, Frame } from "./frame";
import { collected, filtered, type Loop, quantified, testResult } from "./loops";
import * as operators from "./operators";
import { memberOf } from "./properties";
import { readDate, readDateTime, readDuration, readTime } from "./temporal-texts";
import { type BinaryOp, type Iterator, isConstant, type Node, type NodeOf, type TemporalType, type Tree } from "./tree";
import { converted, isA, isContext, kindLabel, type Value } from "./values";

const TEMPORAL: Readonly<Record<TemporalType, (text: string) => Value>> = {
  date: readDate,
  "date and time": readDateTime,
  "days and time duration": readDuration,
  time: readTime,
  "years and months duration": readDuration,
};

const NO_FRAME: Frame = { scope: new Map(), slots: [] };

function spanOf(node: readonly [string, number, number, ...unknown[]]): Span {
  return [node[1], node[2]];
}

/** Returns the code of a tree: closures that are built once, and look at the tree no more. */
export function build(tree: Tree): Code {
  if (tree === null || typeof tree !== "object") return () => tree;
  const builder = BUILDERS[tree[0]] as (node: Node) => Code;
  return builder(tree);
}

function always(value: Value): Code {
  return () => value;
}

// --- names ------------------------------------------------------------------------------------------------------

function buildInput(node: NodeOf<"input">): Code {
  const span = spanOf(node);
  const name = node[3];
  return ({ scope }) => {
    const value = scope.get(name);
    if (value !== undefined) return value;
    locate(span);
    return warn("UNKNOWN_NAME", { name });
  };
}

function buildUnknown(node: NodeOf<"unknown">): Code {
  const span = spanOf(node);
  return () => {
    locate(span);
    return warn("UNKNOWN_NAME", { name: node[3] });
  };
}

function buildLocal([, slot]: NodeOf<"local">): Code {
  return ({ slots }) => slots[slot] ?? null;
}

function buildMember(node: NodeOf<"member">): Code {
  const span = spanOf(node);
  const [, , , slot, name] = node;
  return ({ slots }) => {
    const item = slots[slot] ?? null;
    const own = isContext(item) ? item.get(name) : undefined;
    if (own !== undefined) return own;
    locate(span);
    return memberOf(item, name);
  };
}

function buildMaybe([, slot, name, outer]: NodeOf<"maybe">): Code {
  const otherwise = build(outer);
  return (frame) => {
    const item = frame.slots[slot] ?? null;
    const own = isContext(item) ? item.get(name) : undefined;
    return own === undefined ? otherwise(frame) : own;
  };
}

function buildPath(node: NodeOf<".">): Code {
  const span = spanOf(node);
  const base = build(node[3]);
  const name = node[4];
  return (frame) => {
    const value = base(frame);
    const own = isContext(value) ? value.get(name) : undefined;
    if (own !== undefined) return own;
    locate(span);
    return memberOf(value, name);
  };
}

// --- operators --------------------------------------------------------------------------------------------------

function buildBinary(node: NodeOf<BinaryOp>): Code {
  const span = spanOf(node);
  const left = build(node[3]);
  const right = build(node[4]);
  const [fast, general] = BINARY[node[0]];
  return (frame) => {
    const one = left(frame);
    const other = right(frame);
    if (one instanceof Decimal && other instanceof Decimal) {
      const result = fast(one, other);
      if (result !== undefined) return result;
    }
    locate(span);
    return general(one, other);
  };
}

function buildNegation(node: NodeOf<"neg">): Code {
  const span = spanOf(node);
  const operand = build(node[3]);
  return (frame) => {
    const value = operand(frame);
    locate(span);
    return operators.negate(value);
  };
}

/** Returns code whose value is true, false or null; anything else is null with a warning. */
function buildCondition(tree: Tree, span: Span): Code {
  const code = build(tree);
  return (frame) => {
    const value = code(frame);
    if (value === null || typeof value === "boolean") return value;
    locate(span);
    return warn("NOT_A_CONDITION", { found: kindLabel(value) });
  };
}

function buildLogic(node: NodeOf<"and" | "or">): Code {
  const stop = node[0] === "or";
  const operands = node[3].map((operand) => buildCondition(operand, spanOf(node)));
  return (frame) => {
    let open = false;
    for (const operand of operands) {
      const value = operand(frame);
      if (value === stop) return stop;
      if (value === null) open = true;
    }
    return open ? null : !stop;
  };
}

function buildBetween(node: NodeOf<"between">): Code {
  const span = spanOf(node);
  const [value, low, high] = [build(node[3]), build(node[4]), build(node[5])];
  return (frame) => {
    const [found, from, to] = [value(frame), low(frame), high(frame)];
    locate(span);
    return operators.between(found, from, to);
  };
}

function buildIn(node: NodeOf<"in">): Code {
  const span = spanOf(node);
  const value = build(node[3]);
  const tests = node[4].map(build);
  return (frame) => {
    const found = value(frame);
    return anyPasses(tests, (test) => {
      const wanted = test(frame);
      locate(span);
      return operators.passes(found, wanted);
    });
  };
}

function anyPasses(
  tests: readonly Code[],
  passes: (test: Code, position: number) => operators.Logical,
): operators.Logical {
  let result: operators.Logical = false;
  for (let position = 0; position < tests.length; position += 1) {
    const test = tests[position];
    const passed = test === undefined ? null : passes(test, position);
    if (passed === true) return true;
    if (passed === null) result = null;
  }
  return result;
}

function buildTest(node: NodeOf<"test">): Code {
  const span = spanOf(node);
  const [, , , op, operand] = node;
  const code = build(operand);
  const make: Code = (frame) => {
    const value = code(frame);
    locate(span);
    return operators.halfRange(op, value);
  };
  return isConstant(operand) && operand !== null ? always(make(NO_FRAME)) : make;
}

function buildRange(node: NodeOf<"range">): Code {
  const span = spanOf(node);
  const [low, high] = [build(node[3]), build(node[4])];
  const [, , , , , lowIncluded, highIncluded] = node;
  const make: Code = (frame) => {
    const [from, to] = [low(frame), high(frame)];
    locate(span);
    return operators.makeRange(from, to, lowIncluded, highIncluded);
  };
  const known = isConstant(node[3]) && isConstant(node[4]) ? make(NO_FRAME) : null;
  return known === null ? make : always(known);
}

function buildTests(node: NodeOf<"tests">): Code {
  const span = spanOf(node);
  const [, , , tests, usesInput, negated] = node;
  const codes = tests.map(build);
  if (codes.length === 0) return always(true);
  const input = buildInput(["input", node[1], node[2], "?"]);
  return (frame) => {
    const value = input(frame);
    const passed = anyPasses(codes, (test, position) => {
      const wanted = test(frame);
      locate(span);
      return usesInput[position] === true ? testResult(value, wanted) : operators.passes(value, wanted);
    });
    return negated && passed !== null ? !passed : passed;
  };
}

function buildIf([, , , condition, then, otherwise]: NodeOf<"if">): Code {
  const [holds, one, other] = [build(condition), build(then), build(otherwise)];
  return (frame) => (holds(frame) === true ? one(frame) : other(frame));
}

function buildInstance([, value, type]: NodeOf<"is">): Code {
  const code = build(value);
  return (frame) => {
    const found = code(frame);
    return found === null ? type === "Null" : isA(found, type);
  };
}

function buildConversion([, type, value]: NodeOf<"as">): Code {
  const code = build(value);
  return (frame) => converted(code(frame), type) ?? null;
}

// --- lists and contexts -----------------------------------------------------------------------------------------

function buildFilter(node: NodeOf<"[]">): Code {
  const span = spanOf(node);
  const slot = node[5];
  const [base, condition] = [buildBase(node[3]), build(node[4])];
  return (frame) => filtered(base(frame), frame, slot, condition, span);
}

/** Returns the code of what a filter looks at but never hands out: the results so far need no copy for that. */
function buildBase(tree: Tree): Code {
  return tree !== null && typeof tree === "object" && tree[0] === "partial"
    ? buildLocal(["local", tree[1]])
    : build(tree);
}

function buildPartial([, slot]: NodeOf<"partial">): Code {
  return ({ slots }) => {
    const results = slots[slot];
    return Array.isArray(results) ? [...results] : null;
  };
}

function buildLoop([start, end, slot, domain, until]: Iterator): Loop {
  return { domain: build(domain), slot, span: [start, end], until: until === null ? null : build(until[0]) };
}

function buildFor([, , , iterators, body, partial]: NodeOf<"for">): Code {
  const loops = iterators.map(buildLoop);
  const code = build(body);
  return (frame) => collected(loops, frame, code, partial);
}

function buildQuantified(node: NodeOf<"some" | "every">): Code {
  const loops = node[3].map(buildLoop);
  const condition = buildCondition(node[4], spanOf(node));
  return (frame) => quantified(loops, frame, condition, node[0] === "some");
}

function buildList([, items]: NodeOf<"list">): Code {
  const codes = items.map(build);
  return (frame) => codes.map((code) => code(frame));
}

function buildContext([, entries]: NodeOf<"{}">): Code {
  const members = entries.map(([key, slot, value]) => ({ code: build(value), key, slot }));
  return (frame) => {
    const context = new Map<string, Value>();
    for (const { code, key, slot } of members) {
      const value = code(frame);
      frame.slots[slot] = value;
      context.set(key, value);
    }
    return context;
  };
}

// --- functions --------------------------------------------------------------------------------------------------

function buildBuiltin([, name]: NodeOf<"builtin">): Code {
  const found = builtin(name);
  return found === undefined ? () => warn("UNKNOWN_FUNCTION", { name, near: "" }) : always(found);
}

function buildFunction(node: NodeOf<"function">): Code {
  return literalFunction(node, build(node[4]));
}

function buildCall(node: NodeOf<"call">): Code {
  const span = spanOf(node);
  const callee = build(node[3]);
  const positional = node[4].map(build);
  return (frame) => {
    const found = callee(frame);
    const given = positional.map((code) => code(frame));
    locate(span);
    return invoke(found, given);
  };
}

function buildNamed(node: NodeOf<"named">): Code {
  const span = spanOf(node);
  const callee = build(node[3]);
  const named = node[4].map(([name, value]) => ({ code: build(value), name }));
  return (frame) => {
    const found = callee(frame);
    const given = new Map(named.map(({ code, name }) => [name, code(frame)]));
    locate(span);
    return invokeNamed(found, given);
  };
}

type Builders = { readonly [Op in Node[0]]: (node: NodeOf<Op>) => Code };

const BUILDERS: Builders = {
  "!=": buildBinary,
  "&": buildBinary,
  "*": buildBinary,
  "**": buildBinary,
  "+": buildBinary,
  "-": buildBinary,
  ".": buildPath,
  "/": buildBinary,
  "<": buildBinary,
  "<=": buildBinary,
  "=": buildBinary,
  ">": buildBinary,
  ">=": buildBinary,
  "@": ([, type, text]) => always(TEMPORAL[type](text)),
  "[]": buildFilter,
  and: buildLogic,
  as: buildConversion,
  between: buildBetween,
  boolean: (node) => buildCondition(node[3], spanOf(node)),
  builtin: buildBuiltin,
  call: buildCall,
  every: buildQuantified,
  for: buildFor,
  function: buildFunction,
  if: buildIf,
  in: buildIn,
  input: buildInput,
  is: buildInstance,
  list: buildList,
  local: buildLocal,
  maybe: buildMaybe,
  member: buildMember,
  n: ([, text]) => always(new Decimal(text)),
  named: buildNamed,
  neg: buildNegation,
  or: buildLogic,
  partial: buildPartial,
  range: buildRange,
  some: buildQuantified,
  test: buildTest,
  tests: buildTests,
  unknown: buildUnknown,
  "{}": buildContext,
};

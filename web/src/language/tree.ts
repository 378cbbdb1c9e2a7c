import type { Type } from "./types";

/** An operator between two values. */
export type BinaryOp = "+" | "-" | "*" | "/" | "**" | "&" | "=" | "!=" | "<" | "<=" | ">" | ">=";

/** The type of a value that is written as text. */
export type TemporalType = "date" | "time" | "date and time" | "days and time duration" | "years and months duration";

/** `name in domain`, or `name in domain..until`: its stretch of the text, slot, domain and second end. */
export type Iterator = readonly [start: number, end: number, slot: number, domain: Tree, until: readonly [Tree] | null];

/** An expression as the server sends it: constants as they are, and arrays that begin with their operator. */
export type Tree = null | boolean | string | Node;

/** A construct of the language. Numbers after the operator are its stretch of the text. */
export type Node =
  | readonly ["n", text: string]
  | readonly ["@", type: TemporalType, text: string]
  | readonly ["input", start: number, end: number, name: string]
  | readonly ["unknown", start: number, end: number, name: string]
  | readonly ["local", slot: number]
  | readonly ["partial", slot: number]
  | readonly ["member", start: number, end: number, slot: number, name: string]
  | readonly ["maybe", slot: number, name: string, outer: Tree]
  | readonly ["builtin", name: string]
  | readonly [".", start: number, end: number, base: Tree, name: string]
  | readonly ["[]", start: number, end: number, base: Tree, condition: Tree, slot: number]
  | readonly ["neg", start: number, end: number, operand: Tree]
  | readonly [BinaryOp, start: number, end: number, left: Tree, right: Tree]
  | readonly ["and" | "or", start: number, end: number, operands: readonly Tree[]]
  | readonly ["boolean", start: number, end: number, value: Tree]
  | readonly ["between", start: number, end: number, value: Tree, low: Tree, high: Tree]
  | readonly ["in", start: number, end: number, value: Tree, tests: readonly Tree[]]
  | readonly ["test", start: number, end: number, op: string, operand: Tree]
  | readonly [
      "tests",
      start: number,
      end: number,
      tests: readonly Tree[],
      usesInput: readonly boolean[],
      negated: boolean,
    ]
  | readonly ["range", start: number, end: number, low: Tree, high: Tree, lowIncluded: boolean, highIncluded: boolean]
  | readonly ["if", start: number, end: number, condition: Tree, then: Tree, otherwise: Tree]
  | readonly ["for", start: number, end: number, iterators: readonly Iterator[], body: Tree, partial: number]
  | readonly ["some" | "every", start: number, end: number, iterators: readonly Iterator[], condition: Tree]
  | readonly ["is", value: Tree, type: Type]
  | FunctionNode
  | readonly ["call", start: number, end: number, callee: Tree, positional: readonly Tree[]]
  | readonly ["named", start: number, end: number, callee: Tree, named: readonly (readonly [name: string, Tree])[]]
  | readonly ["{}", entries: readonly (readonly [key: string, slot: number, value: Tree])[]]
  | readonly ["list", items: readonly Tree[]]
  | readonly ["as", type: Type, value: Tree];

/** A function literal; `own` is the slot in which it finds itself, -1 for none. */
export type FunctionNode = readonly [
  "function",
  start: number,
  end: number,
  parameters: readonly (readonly [slot: number, name: string, type: Type])[],
  body: Tree,
  result: Type,
  own: number,
];

/** The node with a certain operator. */
export type NodeOf<Op extends Node[0]> = Extract<Node, readonly [Op, ...unknown[]]>;

/** Returns whether a tree is the same value in every run. */
export function isConstant(tree: Tree): boolean {
  return tree === null || typeof tree !== "object" || tree[0] === "n" || tree[0] === "@";
}

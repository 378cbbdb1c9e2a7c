import type { Context, Value } from "./values";

/** What one run works on: the values of the scope's names, and those of the variables of the text. */
export interface Frame {
  readonly scope: Context;
  readonly slots: Value[];
}

/** A part of an expression, ready to run. */
export type Code = (frame: Frame) => Value;

import { type Decimal, settled } from "./decimal";
import * as operators from "./operators";
import { joinTexts } from "./texts";
import type { BinaryOp } from "./tree";
import type { Value } from "./values";

/** What each operator does with two numbers; undefined where the general way has to decide. */
type Fast = (left: Decimal, right: Decimal) => Value | undefined;

const known = (value: Decimal): Decimal | undefined => settled(value) ?? undefined;

/** What each operator between two values does: quickly with numbers, and in general. */
export const BINARY: Readonly<Record<BinaryOp, readonly [fast: Fast, general: operators.Operator]>> = {
  "!=": [(a, b) => !a.eq(b), operators.unequal],
  "&": [() => undefined, joinTexts],
  "*": [(a, b) => known(a.times(b)), operators.multiply],
  "**": [() => undefined, operators.power],
  "+": [(a, b) => known(a.plus(b)), operators.add],
  "-": [(a, b) => known(a.minus(b)), operators.subtract],
  "/": [(a, b) => known(a.div(b)), operators.divide],
  "<": [(a, b) => a.lt(b), operators.less],
  "<=": [(a, b) => a.lte(b), operators.lessEqual],
  "=": [(a, b) => a.eq(b), operators.equal],
  ">": [(a, b) => a.gt(b), operators.greater],
  ">=": [(a, b) => a.gte(b), operators.greaterEqual],
};

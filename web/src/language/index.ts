export { useClock, useZone } from "./clock";
export { Decimal } from "./decimal";
export type { Span, Text, Warning } from "./evaluation";
export { compile, type Outcome, type Program } from "./program";
export { type Path, reads } from "./reads";
export { nested, textOf } from "./texts";
export type { Tree } from "./tree";
export { readTyped, type TypedJson, writeTyped } from "./typed-json";
export { type Context, type List, Range, type Value } from "./values";

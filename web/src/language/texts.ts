import { Decimal, plain } from "./decimal";
import { grown } from "./evaluation";
import { FunctionValue, isContext, isList, Range, type Value } from "./values";

const BARE_KEY = /^[\p{L}\p{Nl}_][\p{L}\p{N}_ ]*$/u;
const SURROGATE = /[\ud800-\udfff]/;

/** Returns the text of a value that is not null, as `string(value)` gives it (DMN 1.5, table 70). */
export function textOf(value: Value): string {
  return typeof value === "string" ? value : nested(value);
}

/** Returns the text of a value inside a list or context: strings in quotes, `null` for null. */
export function nested(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return quoted(value);
  if (value instanceof Decimal) return plain(value);
  if (isList(value)) return `[${joined(value.map(nested))}]`;
  if (isContext(value)) {
    const parts = [...value].map(([key, member]) => `${BARE_KEY.test(key) ? key : quoted(key)}: ${nested(member)}`);
    return `{${joined(parts)}}`;
  }
  if (value instanceof Range) return rangeText(value);
  if (value instanceof FunctionValue) return `function(${value.parameters.map(({ name }) => name).join(", ")})`;
  return value.toString();
}

/** Returns a text as a string literal of the language. */
export function quoted(text: string): string {
  const inner = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `"${inner}"`;
}

/** Returns `left & right`: both as texts, null as nothing. */
export function joinTexts(left: Value, right: Value): string {
  const first = left === null ? "" : textOf(left);
  const second = right === null ? "" : textOf(right);
  grown(first.length + second.length);
  return first + second;
}

/** Returns the texts of values and of the elements of lists among them; null is an empty text. */
export function flatTexts(values: readonly Value[]): string[] {
  const parts: string[] = [];
  const waiting = [values.values()];
  for (let items = waiting.at(-1); items !== undefined; items = waiting.at(-1)) {
    const { done, value } = items.next();
    if (done === true) waiting.pop();
    else if (isList(value)) waiting.push(value.values());
    else parts.push(value === null ? "" : textOf(value));
  }
  return parts;
}

/** Returns the beginning of a text, for messages. */
export function shortened(text: string): string {
  return text.slice(0, 40);
}

/** Returns the characters of a text; one outside the basic plane is one of them. */
export function charactersOf(text: string): readonly string[] {
  return SURROGATE.test(text) ? Array.from(text) : text.split("");
}

/** Returns how many characters a text has. */
export function lengthOf(text: string): number {
  return SURROGATE.test(text) ? Array.from(text).length : text.length;
}

/** Returns the order of two texts by their characters' code points: negative, zero or positive. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    const one = left.charCodeAt(at);
    const other = right.charCodeAt(at);
    if (one !== other) return inPlanes(one) - inPlanes(other);
  }
  return left.length - right.length;
}

/** Returns a code unit's place when surrogates come after everything else, as their characters do. */
function inPlanes(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function joined(parts: readonly string[]): string {
  grown(parts.reduce((sum, part) => sum + part.length, 0));
  return parts.join(", ");
}

function rangeText(area: Range): string {
  if (area.excludes) return `!=${nested(area.low)}`;
  if (area.single) return `=${nested(area.low)}`;
  if (area.low === null && area.high !== null) return `<${area.highIncluded ? "=" : ""}${nested(area.high)}`;
  if (area.high === null && area.low !== null) return `>${area.lowIncluded ? "=" : ""}${nested(area.low)}`;
  const [opening, closing] = [area.lowIncluded ? "[" : "(", area.highIncluded ? "]" : ")"];
  return `${opening}${nested(area.low)}..${nested(area.high)}${closing}`;
}

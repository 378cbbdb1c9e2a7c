import { Decimal } from "../decimal";
import { textOf } from "../texts";
import type { Value } from "../values";
import { signedNumber } from "./numbers";
import { type Part, sectionsOf } from "./sections";
import { temporalIn } from "./temporals";

/** Formats that write a value as `string(…)` does. */
const GENERAL: ReadonlySet<string> = new Set(["", "general", "g/通用格式", "@"]);

/** Returns a number, text, boolean, date, time or duration in a format of spreadsheets (ECMA-376, 18.8.31). */
export function formatted(value: Value, format: string): string {
  if (GENERAL.has(format.trim().toLowerCase())) return textOf(value);
  const sections = sectionsOf(format);
  if (value instanceof Decimal) return signedNumber(value, sections);
  if (typeof value === "string" || typeof value === "boolean") return textIn(textOf(value), sections);
  const [first = []] = sections;
  return temporalIn(value, first);
}

/** Returns a text in the section that has an `@`, unchanged when there is none. */
function textIn(value: string, sections: readonly (readonly Part[])[]): string {
  const section = sections.at(sections.length === 4 ? 3 : -1) ?? [];
  if (!section.some(({ kind }) => kind === "text")) return value;
  return section.map(({ kind, text }) => (kind === "text" ? value : text)).join("");
}

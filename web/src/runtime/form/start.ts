import type { FieldType, JsonObject } from "../../fields/field-type";
import { isEmpty, member } from "../../fields/values";
import type { Diagnostic } from "../../generated/api";
import { FIELD_TYPES } from "../../generated/field-types";
import type { AnyField } from "../../generated/forms";
import type { Context, Value } from "../../language";
import type { Reads } from "./logic";
import type { Cell, Mistake, Sheet } from "./sheet";

/** What a form begins with. */
export interface Start {
  /** The values that are stored; null for a new record. */
  readonly values: JsonObject | null;
  /** What every record has, by the names of expressions: `id`, `created at`, `owner`. */
  readonly system: Context;
  /** Who works with it, as expressions see a person. */
  readonly user: Value;
  /** Values that a new record begins with, such as the customer from whose page it was begun. */
  readonly entered?: JsonObject;
  /** The fields that the reader may only look at, and those of which only a mask is seen. */
  readonly locked?: readonly string[];
  readonly masked?: readonly string[];
  /** The fields that the reader may not see at all. */
  readonly hidden?: readonly string[];
  /** What the ids of its elements begin with, where a form stands above another. */
  readonly place?: string;
}

/** A problem with a place. */
export interface Problem {
  readonly sheet: Sheet | null;
  readonly name: string | null;
  readonly mistake: Mistake;
}

/** Returns what a kind of field consists of. */
export function typeOf(field: AnyField): FieldType {
  // The table holds each kind under its own word, which the compiler cannot follow through a union.
  return FIELD_TYPES[field.kind] as unknown as FieldType;
}

/** Returns the id in the stored values of a record. */
export function idIn(stored: JsonObject | null): string | null {
  const id = member(stored, "id");
  return typeof id === "string" ? id : null;
}

/** Returns a broken rule as what the server would say of it. */
export function ruleFound(rule: {
  readonly message: Diagnostic["message"];
  readonly severity?: Diagnostic["severity"];
}) {
  return { hint: null, message: rule.message, severity: rule.severity ?? "error" } as const;
}

/** Returns whether something that changed is read. */
export function touches(reads: Reads, sheet: Sheet, dirty: ReadonlySet<string>): boolean {
  if (reads.top.some((name) => dirty.has(name))) return true;
  return sheet.plot.subtable !== null && reads.own.some((name) => dirty.has(sheet.at(name)));
}

/** Returns what is wrong with a field: what is missing only once somebody has looked at it. */
export function mistakesOf(sheet: Sheet, name: string, required: boolean, looked: boolean): readonly Mistake[] {
  const value = sheet.values.get(name);
  const rules = sheet.plot.shapes.get(name)?.validations ?? [];
  const failing = [...(sheet.flags.get(name)?.failing ?? [])].sort((one, other) => one - other);
  const broken = looked || !isEmpty(value) ? failing.flatMap((at) => rules[at] ?? []) : [];
  const missing = looked && required && isEmpty(value);
  const said = new Set(broken.map((rule) => rule.message.en));
  // What the page says by itself the server need not say again.
  const told = (sheet.told.get(name) ?? []).filter((one) => {
    if ((missing && one.code === "required-field") || said.has(one.message.en)) return false;
    said.add(one.message.en);
    return true;
  });
  return [
    ...(missing ? [{ kind: "missing" as const }] : []),
    ...broken.map((rule) => ({ found: ruleFound(rule), kind: "told" as const })),
    ...told.map((found) => ({ found, kind: "told" as const })),
  ];
}

/** What a page shows of a field that is not there. */
export const NOTHING: Cell = {
  masked: false,
  mistakes: [],
  readOnly: true,
  required: false,
  value: null,
  visible: false,
  withheld: new Set(),
};

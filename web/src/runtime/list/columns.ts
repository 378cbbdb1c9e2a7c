import type { Language } from "../../core/language";
import type { FieldType } from "../../fields/field-type";
import type { ListColumn } from "../../generated/api";
import type { AnyField, AnyView } from "../../generated/forms";
import { typeOf } from "../form/store";
import type { LoadedForm } from "../form-page";
import { SYSTEM_FIELDS } from "../system";
import { type Forms, follow } from "./reach";

/** Kinds that say too much for a line. */
export const LONG: ReadonlySet<string> = new Set(["subtable", "rich_text", "long_text", "json", "button"]);
/** Kinds that have no order. */
const UNORDERED: ReadonlySet<string> = new Set([
  ...LONG,
  "file",
  "image",
  "signature",
  "location",
  "choices",
  "users",
  "address",
]);
const DEFAULT_COLUMNS = 6;
/** How wide columns are at first, in pixels, by the kind of their field. */
const WIDTHS: Readonly<Record<string, number>> = {
  choice: 110,
  colour: 90,
  date: 120,
  date_time: 160,
  department: 130,
  dictionary: 130,
  email: 190,
  formula: 120,
  money: 140,
  number: 110,
  percent: 100,
  phone: 140,
  rating: 140,
  reference: 190,
  serial_number: 130,
  slider: 110,
  stage: 130,
  switch: 80,
  text: 200,
  user: 120,
};
/** The least and the greatest width of a column. */
export const LEAST_WIDTH = 64;
export const GREATEST_WIDTH = 900;

/** A column of a list. */
export interface Column {
  /** The field, with dots one of a record that is referred to. */
  readonly name: string;
  readonly field: AnyField;
  readonly type: FieldType;
  readonly label: string;
  readonly width: number;
  readonly pinned: boolean;
  readonly total: ListColumn["total"];
  /** What the list is sorted by for it; null where there is no order. */
  readonly sortBy: string | null;
  /** The form that the field belongs to. */
  readonly form: LoadedForm;
}

/** Returns the columns that a view has by itself. */
export function columnsOfView({ logic, page }: LoadedForm, view: AnyView | null): readonly ListColumn[] {
  if ((view?.columns ?? []).length > 0) {
    return (view?.columns ?? []).map((one) => ({
      field: one.field,
      pinned: one.pinned ?? false,
      total: one.total ?? null,
      width: one.width ?? null,
    }));
  }
  return logic.top.fields
    .filter((one) => !LONG.has(one.kind) && !page.hidden?.includes(one.name))
    .slice(0, DEFAULT_COLUMNS)
    .map((one) => ({ field: one.name }));
}

/** Returns what the field is called that names lead to: with the references on the way before it. */
export function labelOf(form: LoadedForm, names: string, forms: Forms, language: Language): string {
  const found = follow(form, names, forms);
  if (found === null || typeof found === "string") return names;
  return [...found.way, found.field].map((one) => one.label[language]).join(" · ");
}

/** Returns chosen columns with their fields; those that the reader may not see, or that are not known yet, are left out. */
export function resolved(
  chosen: readonly ListColumn[],
  form: LoadedForm,
  forms: Forms,
  widths: Readonly<Record<string, number>>,
  language: Language,
): readonly Column[] {
  return chosen.flatMap((one) => {
    const found = follow(form, one.field, forms);
    if (found === null || typeof found === "string" || isLive(found.field, found.form, one.field)) return [];
    return [
      {
        field: found.field,
        form: found.form,
        label: [...found.way, found.field].map((part) => part.label[language]).join(" · "),
        name: one.field,
        pinned: one.pinned ?? false,
        sortBy: sortOf(one.field, found.field, found.form),
        total: one.total ?? null,
        type: typeOf(found.field),
        width: widths[one.field] ?? one.width ?? WIDTHS[found.field.kind] ?? 160,
      },
    ];
  });
}

/** Returns whether a list can be sorted by a field: those that are computed at every look are nowhere in order. */
export function isSortable(field: AnyField, form: LoadedForm): boolean {
  return !UNORDERED.has(field.kind) && (field.name in SYSTEM_FIELDS || isStored(field, form));
}

/** Returns whether the database keeps a field. */
export function isStored(field: AnyField, { page }: LoadedForm): boolean {
  const written = (page.form.fields ?? []).find((one) => one.name === field.name);
  if (written === undefined) return field.name in SYSTEM_FIELDS;
  if (written.kind === "formula" || written.kind === "rollup") return written.stored !== false;
  if (written.kind === "lookup") return written.copied === true;
  return written.kind !== "button" && written.computed?.stored !== false;
}

/** Returns what a list is sorted by for a field: a look-up by what it looks at; null where there is no order. */
export function sortOf(name: string, field: AnyField, form: LoadedForm): string | null {
  const written = (form.page.form.fields ?? []).find((one) => one.name === field.name);
  if (written?.kind === "lookup" && written.copied !== true) {
    const head = name.includes(".") ? `${name.slice(0, name.lastIndexOf("."))}.` : "";
    return UNORDERED.has(field.kind) ? null : `${head}${written.through}.${written.field}`;
  }
  return isSortable(field, form) ? name : null;
}

/** What is computed at every look is not reached over references. */
function isLive(field: AnyField, form: LoadedForm, name: string): boolean {
  return name.includes(".") && (!isStored(field, form) || field.kind === "subtable");
}

/** Returns whether records can be grouped by a field. */
export function isGroupable(field: AnyField, form: LoadedForm): boolean {
  return isSortable(field, form) && !["date_range", "time", "money", "number", "percent"].includes(field.kind);
}

/** Returns the figures that can stand below a column. */
export function figuresOf(field: AnyField, form: LoadedForm): readonly NonNullable<ListColumn["total"]>[] {
  if (!isSortable(field, form)) return [];
  if (["money", "number", "percent", "rating", "slider"].includes(field.kind)) {
    return ["sum", "average", "min", "max", "count"];
  }
  return ["date", "date_time"].includes(field.kind) ? ["min", "max", "count"] : ["count"];
}

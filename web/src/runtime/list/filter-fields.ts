import type { Language } from "../../core/language";
import type { AnyField } from "../../generated/forms";
import { PALETTE } from "../../generated/palette";
import type { LoadedForm } from "../form-page";
import { SYSTEM_FIELDS } from "../system";
import { isStored } from "./columns";
import { type Forms, targetOf } from "./reach";

/** A field that can be filtered by, as a list offers it. */
export interface FieldOption {
  readonly value: string;
  readonly label: string;
}

/** Fields under a heading: those of the record, and those of each record that it refers to. */
export interface FieldGroup {
  readonly label: string;
  readonly options: readonly FieldOption[];
}

const LISTS: readonly string[] = PALETTE.choices.operators;

/** Returns the ways in which a field can be compared. */
export function operatorsOf(field: AnyField): readonly string[] {
  const several =
    (field.kind === "reference" && field.multiple === true) || (field.kind === "dictionary" && field.several === true);
  return several ? LISTS : (PALETTE[field.kind].operators ?? []);
}

/** Returns the fields that a form offers to filter, group or show by, with those one reference away. */
export function fieldGroups(
  form: LoadedForm,
  forms: Forms,
  heading: string,
  language: Language,
  fits: (field: AnyField, form: LoadedForm) => boolean,
): readonly FieldGroup[] {
  const own = [...offered(form, fits), ...Object.values(SYSTEM_FIELDS).filter((one) => fits(one, form))];
  const groups: FieldGroup[] = [
    { label: heading, options: own.map((one) => ({ label: one.label[language], value: one.name })) },
  ];
  for (const one of offered(form, () => true)) {
    const target = targetOf(one);
    const other = target === null ? null : target === form.page.form.name ? form : forms.get(target);
    if (!other) continue;
    const through = [...offered(other, fits), ...Object.values(SYSTEM_FIELDS).filter((each) => fits(each, other))];
    groups.push({
      label: one.label[language],
      options: through
        .filter((each) => isStored(each, other))
        .map((each) => ({
          label: `${one.label[language]} · ${each.label[language]}`,
          value: `${one.name}.${each.name}`,
        })),
    });
  }
  return groups;
}

/** Returns names that lead over every reference of a form, so that what lies behind them gets known. */
export function waysOut(form: LoadedForm): readonly string[] {
  return [...form.logic.top.shapes.values()]
    .filter((one) => targetOf(one) !== null && !form.page.hidden?.includes(one.name))
    .map((one) => `${one.name}.id`);
}

function offered(form: LoadedForm, fits: (field: AnyField, form: LoadedForm) => boolean): readonly AnyField[] {
  const hidden = new Set(form.page.hidden ?? []);
  return [...form.logic.top.shapes.values()].filter((one) => !hidden.has(one.name) && fits(one, form));
}

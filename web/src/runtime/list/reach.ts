import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { AnyField } from "../../generated/forms";
import { formQuery, type LoadedForm } from "../form-page";
import { SYSTEM_FIELDS } from "../system";

/** The forms of an app that are known by now; null for those that the reader may not see. */
export type Forms = ReadonlyMap<string, LoadedForm | null>;

/** A field that dotted names lead to, with those on the way. */
export interface Reached {
  readonly field: AnyField;
  readonly way: readonly AnyField[];
  /** The form that the field belongs to. */
  readonly form: LoadedForm;
}

/** Returns a field of a form, or what every record has; undefined for what the reader may not see at all. */
export function fieldOf({ logic, page }: LoadedForm, name: string): AnyField | undefined {
  if (page.hidden?.includes(name)) return undefined;
  return logic.top.shapes.get(name) ?? SYSTEM_FIELDS[name];
}

/** Returns the form that a field refers to one record of. */
export function targetOf(field: AnyField | undefined): string | null {
  return field?.kind === "reference" && field.multiple !== true ? field.to : null;
}

/** Returns what names lead to; the name of a form that has to be known first; or null where they lead to nothing. */
export function follow(form: LoadedForm, names: string, forms: Forms): Reached | string | null {
  const way: AnyField[] = [];
  const steps = names.split(".");
  let present = form;
  for (const [at, step] of steps.entries()) {
    const field = fieldOf(present, step);
    if (field === undefined) return null;
    if (at === steps.length - 1) return { field, form: present, way };
    const target = targetOf(field);
    if (target === null) return null;
    const next = target === form.page.form.name ? form : forms.get(target);
    if (next === null) return null;
    if (next === undefined) return target;
    way.push(field);
    present = next;
  }
  return null;
}

/** Returns the forms that names with dots lead through, loaded when they are needed. */
export function useForms(app: string, form: LoadedForm, names: readonly string[]): Forms {
  const queries = useQueryClient();
  const [forms, learn] = useState<Forms>(new Map());
  const missing = [
    ...new Set(names.map((one) => follow(form, one, forms)).filter((one) => typeof one === "string")),
  ].join(" ");
  useEffect(() => {
    let wanted = true;
    for (const name of missing.split(" ").filter((one) => one !== "")) {
      const take = (found: LoadedForm | null) => wanted && learn((known) => new Map(known).set(name, found));
      queries.fetchQuery(formQuery(app, name)).then(take, () => take(null));
    }
    return () => {
      wanted = false;
    };
  }, [app, missing, queries]);
  return forms;
}

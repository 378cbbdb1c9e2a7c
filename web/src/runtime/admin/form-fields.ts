import { FIELD_SETTINGS, type Setting } from "../../generated/field-settings";
import type { AnyField, FieldKind } from "../../generated/forms";
import type { Form } from "../../generated/specs";

/** The fields of a form, and the parts of its page. */
export type Fields = NonNullable<Form["fields"]>;
type Layout = NonNullable<Form["layout"]>;

type Item = { readonly kind: string; readonly field?: string; readonly items?: readonly Item[] };

/** Returns a new field of a kind with what the kind demands, under a name that no other field has. */
export function freshField(form: Form, kind: FieldKind, taken: ReadonlySet<string>): AnyField {
  let number = 1;
  const names = new Set([...taken, ...(form.fields ?? []).map((one) => one.name)]);
  while (names.has(`${kind}_${number}`)) number += 1;
  const needed = (FIELD_SETTINGS[kind] as readonly Setting[]).filter((one) => one.required && one.name !== "label");
  return {
    kind,
    label: { en: "New field", "zh-CN": "新字段" },
    name: `${kind}_${number}`,
    ...Object.fromEntries(needed.map((one) => [one.name, firstOf(one)])),
  } as unknown as AnyField;
}

/** Returns what a demanded setting begins with; names of other parts are chosen by people. */
function firstOf({ type, words, name }: Setting): unknown {
  switch (type) {
    case "options":
      return [1, 2].map((at) => ({ label: { en: `Option ${at}`, "zh-CN": `选项 ${at}` }, value: `option_${at}` }));
    case "words":
      return words?.[0];
    case "whole":
      return 1;
    case "number":
      return "0";
    case "flag":
      return false;
    case "label":
      return { en: "", "zh-CN": "" };
    case "texts":
      return [];
    case "json":
      return STARTS[name] ?? [];
    default:
      return "";
  }
}

/** What parts that have no input of their own begin with. */
const STARTS: Readonly<Record<string, unknown>> = {
  parts: [
    { kind: "date", form: "yyyyMMdd" },
    { digits: 4, kind: "counter" },
  ],
  states: [
    { label: { en: "New", "zh-CN": "新建" }, name: "new" },
    { label: { en: "Done", "zh-CN": "完成" }, name: "done", outcome: "closed" },
  ],
  fields: [{ kind: "text", label: { en: "Text", "zh-CN": "文本" }, name: "text" }],
};

/** Returns a form with another field at its end, and on its page where the page has parts. */
export function withField(form: Form, field: AnyField): Form {
  const fields = [...(form.fields ?? []), field] as Fields;
  const layout = (form.layout ?? []) as readonly Item[];
  if (layout.length === 0) return { ...form, fields };
  const item: Item = { field: field.name, kind: "field" };
  const at = layout.findIndex((one) => one.kind === "section");
  const put =
    at === -1
      ? [...layout, item]
      : layout.map((one, place) => (place === at ? { ...one, items: [...(one.items ?? []), item] } : one));
  return { ...form, fields, layout: put as unknown as Layout };
}

/** Returns a form without a field, also on its page. */
export function withoutField(form: Form, name: string): Form {
  return {
    ...form,
    fields: (form.fields ?? []).filter((one) => one.name !== name),
    ...(form.layout === undefined ? {} : { layout: without(form.layout as readonly Item[], name) as Layout }),
  };
}

function without(items: readonly Item[], name: string): unknown {
  return items
    .filter((one) => one.field !== name)
    .map((one) => (one.items === undefined ? one : { ...one, items: without(one.items, name) }));
}

/** Returns a form with a field changed, also in its name, as long as only its page mentions that. */
export function withChanged(form: Form, before: string, field: AnyField): Form {
  const renamed = (items: readonly Item[]): unknown =>
    items.map((one) => ({
      ...one,
      ...(one.field === before ? { field: field.name } : {}),
      ...(one.items === undefined ? {} : { items: renamed(one.items) }),
    }));
  return {
    ...form,
    fields: (form.fields ?? []).map((one) => (one.name === before ? field : one)) as Fields,
    ...(form.layout === undefined || before === field.name
      ? {}
      : { layout: renamed(form.layout as readonly Item[]) as Layout }),
  };
}

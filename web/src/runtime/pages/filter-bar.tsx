import { Input, Select, TreeSelect } from "antd";
import { useTexts } from "../../core/language";
import { useSources } from "../../fields/sources";
import type { Query } from "../../generated/api";
import type { AnyField, AnyView, Entry } from "../../generated/forms";
import type { LoadedForm } from "../form-page";

/** What was chosen to filter by, by field. */
export type Chosen = Readonly<Record<string, string | readonly string[]>>;

type Filter = NonNullable<Query["filter"]>;

/** Returns the filter of a view together with what was chosen at the top of the list. */
export function filterOf(view: AnyView | null, chosen: Chosen, { logic }: LoadedForm): Filter | null {
  const parts = Object.entries(chosen).flatMap(([name, value]): Filter[] => {
    const field = logic.top.shapes.get(name);
    if (field === undefined || value.length === 0) return [];
    if (typeof value === "string") return [{ field: name, kind: "field", operator: "contains", value }];
    return [{ field: name, kind: "field", operator: listed(field) ? "has_any" : "in", value }];
  });
  const all = [...(view?.filter ? [view.filter as Filter] : []), ...parts];
  if (all.length === 0) return null;
  return all.length === 1 ? (all[0] ?? null) : { filters: all, kind: "all" };
}

function listed(field: AnyField): boolean {
  return field.kind === "choices" || (field.kind === "dictionary" && field.several === true);
}

interface Branch {
  readonly title: string;
  readonly value: string;
  readonly children: Branch[];
}

const TEXTS: ReadonlySet<string> = new Set(["text", "long_text", "serial_number", "phone", "email", "barcode"]);

/** The fields that people can filter by at the top of a list. */
export function FilterBar({
  form,
  names,
  chosen,
  onChoose,
}: {
  form: LoadedForm;
  names: readonly string[];
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}) {
  const { say } = useTexts();
  return names.map((name) => {
    const field = form.logic.top.shapes.get(name);
    if (field === undefined) return null;
    const label = say(field.label);
    const set = (value: string | readonly string[]) => onChoose({ ...chosen, [name]: value });
    const value = chosen[name];
    if (TEXTS.has(field.kind)) {
      return (
        <Input
          key={name}
          allowClear
          aria-label={label}
          className="list-filter"
          placeholder={label}
          value={typeof value === "string" ? value : ""}
          onChange={({ target }) => set(target.value)}
        />
      );
    }
    return <Several key={name} field={field} label={label} value={Array.isArray(value) ? value : []} onChange={set} />;
  });
}

function Several({
  field,
  label,
  value,
  onChange,
}: {
  field: AnyField;
  label: string;
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}) {
  const { language, say } = useTexts();
  const { dictionary } = useSources();
  const shared = {
    allowClear: true,
    "aria-label": label,
    className: "list-filter",
    maxTagCount: 1,
    placeholder: label,
  };
  if (field.kind === "dictionary") {
    const tree = (entries: readonly Entry[]): Branch[] =>
      entries.map((one) => ({ children: tree(one.entries ?? []), title: one.label[language], value: one.key }));
    return (
      <TreeSelect<string[]>
        {...shared}
        multiple
        treeData={tree(dictionary(field.dictionary)?.entries ?? [])}
        value={[...value]}
        onChange={(next) => onChange(next ?? [])}
      />
    );
  }
  const options =
    "options" in field
      ? field.options.map((one) => ({ label: say(one.label), value: one.value }))
      : field.kind === "stage"
        ? field.states.map((one) => ({ label: say(one.label), value: one.name }))
        : [];
  if (options.length === 0) return null;
  return (
    <Select<string[]>
      {...shared}
      mode="multiple"
      options={options}
      value={[...value]}
      onChange={(next) => onChange(next ?? [])}
    />
  );
}

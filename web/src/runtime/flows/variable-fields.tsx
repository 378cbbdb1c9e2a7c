import type { Json } from "../../fields/field-type";
import { isEmpty } from "../../fields/values";
import type { FlowStart, StartInput, TaskInput } from "../../generated/api";
import type { AnyField } from "../../generated/forms";
import { OneField } from "../views/fields-dialog";

/** What somebody has entered for variables of a flow, by name. */
export type Entries = Readonly<Record<string, Json>>;

/** The fields in which people enter values of variables. */
export function VariableFields({
  takes,
  value,
  onChange,
}: {
  takes: readonly StartInput[];
  value: Entries;
  onChange: (value: Entries) => void;
}) {
  return takes.map((one) => (
    <OneField
      key={one.name}
      field={fieldOf(one)}
      required={one.needed}
      value={value[one.name] ?? null}
      onChange={(entered) => onChange({ ...value, [one.name]: entered })}
    />
  ));
}

/** The kind of field in which people enter a value of a type; everything else is text. */
const KINDS: Readonly<Record<string, Partial<AnyField>>> = {
  boolean: { kind: "switch" },
  date: { kind: "date" },
  "date and time": { kind: "date_time" },
  number: { digits: 6, kind: "number" },
};

function fieldOf(one: StartInput): AnyField {
  return { kind: "text", label: one.label, name: one.name, ...KINDS[one.type] } as AnyField;
}

/** Returns what stands there when nothing is known: a switch that has to be set is off. */
export function blankEntries(takes: readonly StartInput[]): Entries {
  const switches = takes.filter((one) => one.type === "boolean" && one.needed);
  return Object.fromEntries(switches.map((one) => [one.name, false]));
}

/** Returns what stands there at a step: the values that the variables have by now. */
export function presentEntries(takes: readonly TaskInput[]): Entries {
  const known = takes.flatMap((one) => {
    const { v } = one.value as { readonly v?: Json };
    return v === undefined || v === null ? [] : [[one.name, v] as const];
  });
  return { ...blankEntries(takes), ...Object.fromEntries(known) };
}

/** Returns what has to be filled in and is empty. */
export function missingOf<Input extends StartInput>(takes: readonly Input[], entered: Entries): readonly Input[] {
  return takes.filter((one) => one.needed && isEmpty(entered[one.name] ?? null));
}

/** Returns what was entered as the server reads it: each value with its type; what is empty is left out. */
export function typedEntries(takes: readonly StartInput[], entered: Entries): FlowStart["variables"] & object {
  return Object.fromEntries(
    takes.flatMap(({ name, type }) => {
      const value = entered[name] ?? null;
      return isEmpty(value) ? [] : [[name, { t: type === "Any" ? "string" : type, v: value }]];
    }),
  );
}

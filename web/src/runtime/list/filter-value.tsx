import { Input, InputNumber, Select, TreeSelect } from "antd";
import { useMemo } from "react";
import { useTexts } from "../../core/language";
import type { InputProps, Json } from "../../fields/field-type";
import { RecordPicker } from "../../fields/record-picker";
import { SourcesContext, useSources } from "../../fields/sources";
import { texts } from "../../fields/values";
import type { AnyField, Entry } from "../../generated/forms";
import { PERIODS } from "../../generated/palette";
import { typeOf } from "../form/store";
import type { LoadedForm } from "../form-page";
import { serverSources } from "../server-sources";
import { takenBy } from "./filters";

/** What a value is entered for. */
interface Given {
  readonly field: AnyField;
  /** The form that the field belongs to. */
  readonly form: LoadedForm;
  readonly operator: string;
  readonly value: Json;
  readonly label: string;
  readonly id: string;
  readonly onChange: (value: Json) => void;
}

/** Where people enter what a field is compared with, or what it is set to. */
export function ValueInput(given: Given) {
  const { titles } = useSources();
  const sources = useMemo(() => serverSources(given.form.page, titles), [given.form, titles]);
  return (
    <SourcesContext.Provider value={sources}>
      <Taken {...given} />
    </SourcesContext.Provider>
  );
}

function Taken(given: Given) {
  const { language, t } = useTexts();
  const { operator, value, label, id, onChange } = given;
  switch (takenBy(operator)) {
    case "none":
      return null;
    case "days":
      return (
        <InputNumber
          aria-label={label}
          id={id}
          max={36_500}
          min={0}
          precision={0}
          suffix={t("list.days")}
          value={typeof value === "number" ? value : null}
          onChange={(next) => onChange(next)}
        />
      );
    case "period":
      return (
        <Select<string>
          aria-label={label}
          id={id}
          options={Object.entries(PERIODS).map(([name, one]) => ({ label: one[language], value: name }))}
          placeholder={label}
          value={typeof value === "string" ? value : null}
          onChange={onChange}
        />
      );
    case "two":
      return <Ends {...given} />;
    case "many":
      return <Several {...given} />;
    default:
      return <Single {...given} />;
  }
}

function Ends(given: Given) {
  const { t } = useTexts();
  const [from, to] = Array.isArray(given.value) ? (given.value as readonly Json[]) : [null, null];
  return (
    <span className="filter-ends">
      <Single
        {...given}
        label={t("list.from")}
        value={from ?? null}
        onChange={(next) => given.onChange([next, to ?? null])}
      />
      <span aria-hidden>–</span>
      <Single
        {...given}
        id={`${given.id}-to`}
        label={t("list.to")}
        value={to ?? null}
        onChange={(next) => given.onChange([from ?? null, next])}
      />
    </span>
  );
}

function inputProps({ field, id, label, value, onChange }: Given): InputProps<AnyField> {
  return {
    compact: false,
    describedBy: undefined,
    disabled: false,
    field,
    id,
    invalid: false,
    label,
    offers: () => true,
    onChange,
    placeholder: label,
    required: false,
    value,
  };
}

const PARTS: ReadonlySet<string> = new Set(["contains", "not_contains", "starts_with", "ends_with"]);

function Single(given: Given) {
  const { field, operator, value, label, id, onChange } = given;
  if (PARTS.has(operator)) {
    return (
      <Input
        aria-label={label}
        id={id}
        placeholder={label}
        value={typeof value === "string" ? value : ""}
        onChange={({ target }) => onChange(target.value === "" ? null : target.value)}
      />
    );
  }
  if (listed(field)) return <Options {...given} several={false} />;
  const target = identity(field);
  const type = typeOf(field);
  return (
    <>
      <Unseen id={id} label={label} />
      {target === null ? (
        <type.Input {...inputProps(given)} />
      ) : (
        <RecordPicker props={inputProps(given)} several={false} target={target} />
      )}
    </>
  );
}

function Several(given: Given) {
  const { field, value, label, id, onChange } = given;
  if (listed(field)) return <Options {...given} several />;
  const target = identity(field);
  if (target !== null) {
    return (
      <>
        <Unseen id={id} label={label} />
        <RecordPicker props={inputProps(given)} several target={target} />
      </>
    );
  }
  return (
    <Select<string[]>
      aria-label={label}
      id={id}
      mode="tags"
      open={false}
      placeholder={label}
      suffixIcon={null}
      tokenSeparators={[",", "，", "、", "\n"]}
      value={[...texts(value)]}
      onChange={(next) => onChange(next.length === 0 ? null : next)}
    />
  );
}

/** What an input is called that shows it only while it is empty. */
function Unseen({ id, label }: { id: string; label: string }) {
  return (
    <label className="unseen" htmlFor={id}>
      {label}
    </label>
  );
}

/** Returns what the ids in a field lead to; null for a field without ids. */
export function identity(field: AnyField): string | null {
  if (field.kind === "reference") return field.to;
  if (field.kind === "user" || field.kind === "users") return "user";
  return field.kind === "department" ? "department" : null;
}

/** Returns whether the values of a field are chosen from a list that is known. */
export function listed(field: AnyField): boolean {
  return ["choice", "choices", "dictionary", "stage"].includes(field.kind);
}

interface Branch {
  readonly title: string;
  readonly value: string;
  readonly children: Branch[];
}

function Options({ field, value, label, id, onChange, several }: Given & { several: boolean }) {
  const { language, say } = useTexts();
  const { dictionary } = useSources();
  const chosen = several ? [...texts(value)] : typeof value === "string" ? value : null;
  const shared = { allowClear: true, "aria-label": label, id, maxTagCount: "responsive" as const, placeholder: label };
  const take = (next: string | string[] | undefined) =>
    onChange(next === undefined || next.length === 0 ? null : (next as Json));
  if (field.kind === "dictionary") {
    const tree = (entries: readonly Entry[]): Branch[] =>
      entries.map((one) => ({ children: tree(one.entries ?? []), title: one.label[language], value: one.key }));
    return (
      <TreeSelect<string | string[]>
        {...shared}
        multiple={several}
        showSearch={{ treeNodeFilterProp: "title" }}
        treeData={tree(dictionary(field.dictionary)?.entries ?? [])}
        treeDefaultExpandAll
        value={chosen as string}
        onChange={take}
      />
    );
  }
  const options =
    "options" in field
      ? field.options.map((one) => ({ label: say(one.label), value: one.value }))
      : field.kind === "stage"
        ? field.states.map((one) => ({ label: say(one.label), value: one.name }))
        : [];
  return (
    <Select<string | string[]>
      {...shared}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      value={chosen as string}
      onChange={take}
      {...(several ? { mode: "multiple" as const } : {})}
    />
  );
}

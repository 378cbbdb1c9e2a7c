import { TreeSelect } from "antd";
import type { Language } from "../core/language";
import { useTexts } from "../core/language";
import { type EntryWay, waysOf } from "../fields/entries";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { lookOfInput, marksOf } from "../fields/marks";
import { OptionTag } from "../fields/option-tag";
import { useSources } from "../fields/sources";
import { TEXT, TEXTS, texts } from "../fields/values";
import type { DictionaryField, Entry } from "../generated/forms";

/** A place in the tree of what is offered. */
interface Branch {
  readonly value: string;
  readonly title: React.ReactNode;
  readonly name: string;
  readonly selectable: boolean;
  readonly disabled: boolean;
  readonly children: Branch[];
}

function branches(entries: readonly Entry[], props: InputProps<DictionaryField>, language: Language): Branch[] {
  const chosen = chosenOf(props.value);
  return entries.flatMap((one) => {
    const children = branches(one.entries ?? [], props, language);
    const here = chosen.includes(one.key);
    const offered = here || (one.active !== false && props.offers(one.key));
    if (!offered && children.length === 0) return [];
    const leaf = (one.entries ?? []).length === 0;
    return [
      {
        children,
        disabled: false,
        name: one.label[language],
        selectable: offered && (leaf || props.field.leaves_only === false),
        title: <OptionTag colour={one.colour}>{one.label[language]}</OptionTag>,
        value: one.key,
      },
    ];
  });
}

function chosenOf(value: Json): readonly string[] {
  return typeof value === "string" ? [value] : texts(value);
}

function Input(props: InputProps<DictionaryField>) {
  const { language, t } = useTexts();
  const { field, value } = props;
  const dictionary = useSources().dictionary(field.dictionary);
  const chosen = chosenOf(value);
  return (
    <TreeSelect<string | string[], Branch>
      {...marksOf(props)}
      {...lookOfInput(props)}
      allowClear={!props.required}
      className="wide"
      defaultOpen={props.compact}
      placeholder={props.placeholder ?? t("fields.choose")}
      showSearch={{ treeNodeFilterProp: "name" }}
      treeData={branches(dictionary?.entries ?? [], props, language)}
      treeDefaultExpandAll
      value={field.several ? [...chosen] : (chosen[0] as string)}
      onChange={(next: string | string[] | undefined) => {
        const keys = next === undefined || next === null ? [] : Array.isArray(next) ? next : [next];
        props.onChange(keys.length === 0 ? null : field.several ? keys : (keys[0] ?? null));
      }}
      {...(field.several ? { multiple: true } : {})}
    />
  );
}

function Cell({ field, value }: CellProps<DictionaryField>) {
  const { language } = useTexts();
  const ways = waysOf(useSources().dictionary(field.dictionary));
  return (
    <span className="cell-tags">
      {chosenOf(value).map((key) => (
        <EntryTag key={key} name={key} way={ways.get(key)} language={language} />
      ))}
    </span>
  );
}

function EntryTag({ name, way, language }: { name: string; way: EntryWay | undefined; language: Language }) {
  const last = way?.at(-1);
  return (
    <span title={way?.map((one) => one.label[language]).join(" / ")}>
      <OptionTag colour={last?.colour}>{last?.label[language] ?? name}</OptionTag>
    </span>
  );
}

/** An entry, or several, of a dictionary. */
export const type: FieldType<DictionaryField> = {
  adopted: (value, field) => (field.several ? TEXTS : TEXT).adopted(value),
  Cell,
  Input,
  seen: (value, field) => (field.several ? TEXTS : TEXT).seen(value),
  text: (value) => (typeof value === "string" ? lineOf(value) : texts(value).join(", ")),
  understood: (text, field) => {
    const word = text.trim();
    if (word === "") return null;
    return field.several ? word.split(/[,，、;；\n]/).map((part) => part.trim()) : word;
  },
};

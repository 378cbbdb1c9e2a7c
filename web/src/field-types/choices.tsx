import { Checkbox, Select } from "antd";
import type { Language } from "../core/language";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lookOfInput, marksOf } from "../fields/marks";
import { OptionTag } from "../fields/option-tag";
import { meantBy, offeredOptions, optionOf } from "../fields/options";
import { TEXTS, texts } from "../fields/values";
import type { ChoicesField } from "../generated/forms";

function shown(value: Json, field: ChoicesField, language: Language): string {
  const labels = texts(value).map((one) => optionOf(field, one)?.label[language] ?? one);
  return labels.join(language === "en" ? "; " : "；");
}

function Input(props: InputProps<ChoicesField>) {
  const { say, t } = useTexts();
  const { field, value } = props;
  const chosen = texts(value);
  const options = offeredOptions(field, chosen, props.offers).map((one) => ({
    disabled: field.most != null && chosen.length >= field.most && !chosen.includes(one.value),
    label: <OptionTag colour={one.colour}>{say(one.label)}</OptionTag>,
    name: say(one.label),
    value: one.value,
  }));
  // The server keeps the order of the options, and so does the page.
  const take = (values: readonly string[]) => {
    const ordered = field.options.map((one) => one.value).filter((one) => values.includes(one));
    props.onChange(ordered.length === 0 ? null : ordered);
  };
  if (field.display === "checkbox" && !props.compact) {
    return (
      <Checkbox.Group<string>
        aria-label={props.label}
        className="choices"
        disabled={props.disabled}
        options={options}
        value={[...chosen]}
        onChange={take}
      />
    );
  }
  return (
    <Select<string[]>
      {...marksOf(props)}
      {...lookOfInput(props)}
      allowClear
      className="wide"
      defaultOpen={props.compact}
      mode="multiple"
      options={options}
      placeholder={props.placeholder ?? t("fields.choose")}
      showSearch={{ optionFilterProp: "name" }}
      value={[...chosen]}
      onChange={(values) => take(values ?? [])}
    />
  );
}

function Cell({ field, value }: CellProps<ChoicesField>) {
  const { say } = useTexts();
  return (
    <span className="cell-tags">
      {texts(value).map((one) => {
        const option = optionOf(field, one);
        return (
          <span key={one} className="chip">
            <OptionTag colour={option?.colour}>{option === undefined ? one : say(option.label)}</OptionTag>
          </span>
        );
      })}
    </span>
  );
}

/** Any number of options. */
export const type: FieldType<ChoicesField> = {
  ...TEXTS,
  Cell,
  group: true,
  Input,
  text: shown,
  understood: (text, field) => {
    const parts = text.split(/[,，、;；\n]/).filter((part) => part.trim() !== "");
    return parts.length === 0 ? null : parts.map((part) => meantBy(field, part) ?? part);
  },
};

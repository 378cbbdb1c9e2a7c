import { Radio, Select } from "antd";
import type { Language } from "../core/language";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { lookOfInput, marksOf } from "../fields/marks";
import { OptionTag } from "../fields/option-tag";
import { meantBy, offeredOptions, optionOf } from "../fields/options";
import { TEXT } from "../fields/values";
import type { ChoiceField } from "../generated/forms";

function shown(value: Json, field: ChoiceField, language: Language): string {
  return optionOf(field, value)?.label[language] ?? lineOf(value);
}

function Input(props: InputProps<ChoiceField>) {
  const { say, t } = useTexts();
  const { compact, disabled, field, onChange, required, value } = props;
  const options = offeredOptions(field, lineOf(value) ? [lineOf(value)] : [], props.offers).map((one) => ({
    label: <OptionTag colour={one.colour}>{say(one.label)}</OptionTag>,
    name: say(one.label),
    value: one.value,
  }));
  if (field.display === undefined || field.display === "select" || compact) {
    return (
      <Select<string>
        {...marksOf(props)}
        {...lookOfInput(props)}
        allowClear={!required}
        className="wide"
        defaultOpen={compact}
        options={options}
        placeholder={props.placeholder ?? t("fields.choose")}
        showSearch={options.length > 8 ? { optionFilterProp: "name" } : false}
        value={typeof value === "string" ? value : null}
        onChange={(chosen) => onChange(chosen ?? null)}
      />
    );
  }
  return (
    <Radio.Group
      aria-label={props.label}
      className="choices"
      disabled={disabled}
      id={props.id}
      name={props.id}
      options={options}
      value={value}
      onChange={({ target }) => onChange(target.value as string)}
      {...(field.display === "buttons" ? { optionType: "button" as const } : {})}
    />
  );
}

function Cell({ field, value }: CellProps<ChoiceField>) {
  const { language } = useTexts();
  return <OptionTag colour={optionOf(field, value)?.colour}>{shown(value, field, language)}</OptionTag>;
}

/** One of several options. */
export const type: FieldType<ChoiceField> = {
  ...TEXT,
  Cell,
  Input,
  text: shown,
  understood: (text, field) => meantBy(field, text),
};

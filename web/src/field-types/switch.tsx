import { Checkbox, Switch } from "antd";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { BOOLEAN } from "../fields/values";
import type { SwitchField } from "../generated/forms";

const ON: Readonly<Record<string, boolean>> = { "0": false, "1": true, false: false, n: false, no: false, true: true };
const WORDS: Readonly<Record<string, boolean>> = { ...ON, y: true, yes: true, 否: false, 是: true };

/** Returns the words for both states. */
function wordsOf(field: SwitchField) {
  return { off: field.off ?? { en: "No", "zh-CN": "否" }, on: field.on ?? { en: "Yes", "zh-CN": "是" } };
}

function Input({ compact, describedBy, disabled, field, id, label, onChange, value }: InputProps<SwitchField>) {
  const { say } = useTexts();
  const words = wordsOf(field);
  const marks = describedBy === undefined ? {} : { "aria-describedby": describedBy };
  if (compact || field.display === "checkbox") {
    return (
      <Checkbox
        {...marks}
        aria-label={label}
        checked={value === true}
        disabled={disabled}
        id={id}
        onChange={({ target }) => onChange(target.checked)}
      >
        {compact ? null : say(words.on)}
      </Checkbox>
    );
  }
  return (
    <Switch
      {...marks}
      aria-label={label}
      checked={value === true}
      checkedChildren={say(words.on)}
      disabled={disabled}
      id={id}
      unCheckedChildren={say(words.off)}
      onChange={(on) => onChange(on)}
    />
  );
}

function Cell({ field, value }: CellProps<SwitchField>) {
  const { say } = useTexts();
  const words = wordsOf(field);
  return <span>{say(value === true ? words.on : words.off)}</span>;
}

/** On or off. */
export const type: FieldType<SwitchField> = {
  ...BOOLEAN,
  Cell,
  Input,
  text: (value, field, language) => wordsOf(field)[value === true ? "on" : "off"][language],
  understood: (text, field) => {
    const word = text.trim().toLowerCase();
    const { off, on } = wordsOf(field);
    if (Object.values(on).some((one) => one.toLowerCase() === word)) return true;
    if (Object.values(off).some((one) => one.toLowerCase() === word)) return false;
    return WORDS[word] ?? (word || null);
  },
};

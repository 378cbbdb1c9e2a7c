import { Input as AntInput } from "antd";
import { useState } from "react";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lookOfInput, marksOf } from "../fields/marks";
import { plainJson, same, valued } from "../fields/values";
import type { JsonField } from "../generated/forms";
import { Decimal, type Value } from "../language";
import { isContext, isList } from "../language/values";

/** Returns a result as data, its numbers as numbers. */
function data(value: Value): Json {
  if (value instanceof Decimal) return value.toNumber();
  if (isList(value)) return value.map(data);
  if (isContext(value)) return Object.fromEntries([...value].map(([name, member]) => [name, data(member)]));
  return plainJson(value);
}

/** Returns the data of a text, undefined when it is no JSON. */
function parsed(text: string): Json | undefined {
  try {
    return text.trim() === "" ? null : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

function Input(props: InputProps<JsonField>) {
  const { t } = useTexts();
  const [text, setText] = useState(() => (props.value === null ? "" : JSON.stringify(props.value, null, 2)));
  const read = parsed(text);
  // A value that came from elsewhere takes the place of what is written.
  const shown = read !== undefined && !same(read, props.value) ? JSON.stringify(props.value, null, 2) : text;
  const broken = read === undefined;
  return (
    <>
      <AntInput.TextArea
        {...marksOf({ ...props, invalid: props.invalid || broken })}
        {...lookOfInput({ ...props, invalid: props.invalid || broken })}
        autoSize={{ maxRows: 20, minRows: props.compact ? 1 : 3 }}
        className="code"
        spellCheck={false}
        value={shown === "null" ? "" : shown}
        onChange={({ target }) => {
          setText(target.value);
          const next = parsed(target.value);
          if (next !== undefined) props.onChange(next);
        }}
      />
      {broken ? (
        <span className="field-mistake" role="alert">
          {t("fields.notJson")}
        </span>
      ) : null}
    </>
  );
}

function Cell({ value }: CellProps<JsonField>) {
  return <code className="cell-text">{JSON.stringify(value)}</code>;
}

/** Data of any shape. */
export const type: FieldType<JsonField> = {
  adopted: data,
  Cell,
  Input,
  seen: valued,
  text: (value) => JSON.stringify(value),
  understood: (text) => parsed(text) ?? (text.trim() || null),
};

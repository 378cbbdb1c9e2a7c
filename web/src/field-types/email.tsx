import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { LineInput, lineOf } from "../fields/line-input";
import { TEXT } from "../fields/values";
import type { EmailField } from "../generated/forms";

function Input(props: InputProps<EmailField>) {
  return <LineInput props={props} mode="email" type="email" />;
}

function Cell({ value }: CellProps<EmailField>) {
  return <a href={`mailto:${encodeURI(lineOf(value))}`}>{lineOf(value)}</a>;
}

/** An e-mail address. */
export const type: FieldType<EmailField> = {
  ...TEXT,
  Cell,
  Input,
  text: lineOf,
  understood: (text) => text.trim() || null,
};

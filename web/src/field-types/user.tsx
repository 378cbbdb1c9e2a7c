import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { RecordName, RecordPicker } from "../fields/record-picker";
import { ID } from "../fields/values";
import type { UserField } from "../generated/forms";

function Input(props: InputProps<UserField>) {
  return <RecordPicker props={props} several={false} target="user" />;
}

function Cell({ value }: CellProps<UserField>) {
  return <RecordName id={lineOf(value)} />;
}

/** A person. */
export const type: FieldType<UserField> = {
  ...ID,
  Cell,
  Input,
  text: lineOf,
  understood: (text) => text.trim() || null,
};

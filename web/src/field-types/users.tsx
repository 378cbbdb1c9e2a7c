import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { RecordNames, RecordPicker } from "../fields/record-picker";
import { IDS, texts } from "../fields/values";
import type { UsersField } from "../generated/forms";

function Input(props: InputProps<UsersField>) {
  return <RecordPicker props={props} several target="user" />;
}

function Cell({ value }: CellProps<UsersField>) {
  return <RecordNames ids={texts(value)} />;
}

/** Several people. */
export const type: FieldType<UsersField> = {
  ...IDS,
  Cell,
  Input,
  text: (value) => texts(value).join(", "),
  understood: (text) => text.split(/[,，、;；\n]/).map((part) => part.trim()),
};

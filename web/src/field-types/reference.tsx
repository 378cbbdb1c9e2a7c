import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { RecordName, RecordNames, RecordPicker } from "../fields/record-picker";
import { ID, IDS, texts } from "../fields/values";
import type { ReferenceField } from "../generated/forms";

function Input(props: InputProps<ReferenceField>) {
  return <RecordPicker props={props} several={props.field.multiple ?? false} target={props.field.to} />;
}

function Cell({ field, value }: CellProps<ReferenceField>) {
  return field.multiple ? <RecordNames ids={texts(value)} /> : <RecordName id={lineOf(value)} />;
}

/** A record of a form, or several. */
export const type: FieldType<ReferenceField> = {
  adopted: (value, field) => (field.multiple ? IDS : ID).adopted(value),
  Cell,
  Input,
  seen: (value, field) => (field.multiple ? IDS : ID).seen(value),
  text: (value, field) => (field.multiple ? texts(value).join(", ") : lineOf(value)),
  understood: (text) => text.trim() || null,
};

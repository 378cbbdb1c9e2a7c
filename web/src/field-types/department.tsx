import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { RecordName, RecordPicker } from "../fields/record-picker";
import { ID } from "../fields/values";
import type { DepartmentField } from "../generated/forms";

function Input(props: InputProps<DepartmentField>) {
  return <RecordPicker props={props} several={false} target="department" />;
}

function Cell({ value }: CellProps<DepartmentField>) {
  return <RecordName id={lineOf(value)} />;
}

/** A department. */
export const type: FieldType<DepartmentField> = {
  ...ID,
  Cell,
  Input,
  text: lineOf,
  understood: (text) => text.trim() || null,
};

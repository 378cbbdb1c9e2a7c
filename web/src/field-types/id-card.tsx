import type { FieldType, InputProps } from "../fields/field-type";
import { LineCell, LineInput, lineOf } from "../fields/line-input";
import { TEXT } from "../fields/values";
import type { IdCardField } from "../generated/forms";

function Input(props: InputProps<IdCardField>) {
  // Spaces between the groups of digits are welcome; the server takes them out and checks the rest.
  return <LineInput props={props} maxLength={24} shape={(text) => text.toUpperCase()} />;
}

/** The number of a Chinese identity card. */
export const type: FieldType<IdCardField> = {
  ...TEXT,
  Cell: LineCell,
  Input,
  text: lineOf,
  understood: (text) => text.trim().toUpperCase() || null,
};

import type { FieldType, InputProps } from "../fields/field-type";
import { LineCell, LineInput, lineOf } from "../fields/line-input";
import { TEXT } from "../fields/values";
import type { CreditCodeField } from "../generated/forms";

function Input(props: InputProps<CreditCodeField>) {
  return <LineInput props={props} maxLength={26} shape={(text) => text.toUpperCase()} />;
}

/** A unified social credit code. */
export const type: FieldType<CreditCodeField> = {
  ...TEXT,
  Cell: LineCell,
  Input,
  text: lineOf,
  understood: (text) => text.trim().toUpperCase() || null,
};

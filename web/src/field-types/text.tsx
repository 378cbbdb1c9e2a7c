import type { FieldType, InputProps } from "../fields/field-type";
import { LineCell, LineInput, lineOf } from "../fields/line-input";
import { ScanButton } from "../fields/scan-button";
import { TEXT } from "../fields/values";
import type { TextField } from "../generated/forms";

function Input(props: InputProps<TextField>) {
  const { max_length: longest = 255, scan = false } = props.field;
  return (
    <LineInput
      props={props}
      maxLength={longest}
      suffix={scan ? <ScanButton disabled={props.disabled} onScan={props.onChange} /> : undefined}
    />
  );
}

/** One line of text. */
export const type: FieldType<TextField> = {
  ...TEXT,
  Cell: LineCell,
  Input,
  text: lineOf,
  understood: (text) => text.trim() || null,
};

import type { FieldType, InputProps } from "../fields/field-type";
import { LineCell, LineInput, lineOf } from "../fields/line-input";
import { ScanButton } from "../fields/scan-button";
import { TEXT } from "../fields/values";
import type { BarcodeField } from "../generated/forms";

function Input(props: InputProps<BarcodeField>) {
  return (
    <LineInput
      props={props}
      maxLength={2_000}
      suffix={
        <ScanButton disabled={props.disabled} symbology={props.field.symbology ?? "code128"} onScan={props.onChange} />
      }
    />
  );
}

/** What a code says. */
export const type: FieldType<BarcodeField> = {
  ...TEXT,
  Cell: LineCell,
  Input,
  text: lineOf,
  understood: (text) => text.trim() || null,
};

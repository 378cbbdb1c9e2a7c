import { Input as AntInput } from "antd";
import { useTexts } from "../core/language";
import type { FieldType, InputProps } from "../fields/field-type";
import { LineCell, lineOf } from "../fields/line-input";
import { marksOf } from "../fields/marks";
import { TEXT } from "../fields/values";
import type { SerialNumberField } from "../generated/forms";

function Input(props: InputProps<SerialNumberField>) {
  const { t } = useTexts();
  return (
    <AntInput
      {...marksOf(props)}
      placeholder={t("fields.numberLater")}
      readOnly
      value={lineOf(props.value)}
      variant="filled"
    />
  );
}

/** A number that the server gives when the record is saved first. */
export const type: FieldType<SerialNumberField> = {
  ...TEXT,
  Cell: LineCell,
  Input,
  text: lineOf,
  understood: () => null,
};

import { Input as AntInput } from "antd";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { LineInput, lineOf } from "../fields/line-input";
import { lookOfInput, marksOf } from "../fields/marks";
import { TEXT } from "../fields/values";
import type { LongTextField } from "../generated/forms";

function Input(props: InputProps<LongTextField>) {
  const { max_length: longest = 20_000, rows = 4 } = props.field;
  if (props.compact) return <LineInput props={props} maxLength={longest} />;
  return (
    <AntInput.TextArea
      {...marksOf(props)}
      {...lookOfInput(props)}
      autoSize={{ maxRows: Math.max(rows, 16), minRows: rows }}
      maxLength={longest}
      value={lineOf(props.value)}
      onChange={({ target: { value } }) => props.onChange(value === "" ? null : value)}
    />
  );
}

function Cell({ value }: CellProps<LongTextField>) {
  return <span className="cell-lines">{lineOf(value)}</span>;
}

/** Several lines of text. */
export const type: FieldType<LongTextField> = {
  ...TEXT,
  Cell,
  Input,
  text: lineOf,
  understood: (text) => text.trim() || null,
};

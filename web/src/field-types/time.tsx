import { Input as AntInput } from "antd";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { lookOfInput, marksOf } from "../fields/marks";
import { understoodTime } from "../fields/moments";
import { TIME } from "../fields/values";
import type { TimeField } from "../generated/forms";

function shown(value: Json, { seconds = false }: TimeField): string {
  return lineOf(value).slice(0, seconds ? 8 : 5);
}

function Input(props: InputProps<TimeField>) {
  const { field, onChange, value } = props;
  return (
    <AntInput
      {...marksOf(props)}
      {...lookOfInput(props)}
      step={field.seconds ? 1 : 60}
      type="time"
      value={shown(value, field)}
      onChange={({ target }) => onChange(target.value === "" ? null : target.value.padEnd(8, ":00"))}
    />
  );
}

function Cell({ field, value }: CellProps<TimeField>) {
  return <time>{shown(value, field)}</time>;
}

/** A time of day. */
export const type: FieldType<TimeField> = { ...TIME, Cell, Input, text: shown, understood: understoodTime };

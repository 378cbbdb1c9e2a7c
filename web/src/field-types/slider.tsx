import { Slider } from "antd";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { LineCell, lineOf } from "../fields/line-input";
import { NumberInput } from "../fields/number-input";
import { understoodNumber } from "../fields/numbers";
import { numberOf, numbers } from "../fields/values";
import type { SliderField } from "../generated/forms";

/** Returns how many digits after the point the places of the handle have. */
function digitsOf(field: SliderField): number {
  return Math.max(...[field.step, field.minimum].map((one) => numberOf(one ?? 0)?.decimalPlaces() ?? 0));
}

function Input(props: InputProps<SliderField>) {
  const { field, value } = props;
  const [low, high, step] = [Number(field.minimum ?? 0), Number(field.maximum ?? 100), Number(field.step ?? 1)];
  const number = <NumberInput props={props} digits={digitsOf(field)} maximum={high} minimum={low} />;
  if (props.compact) return number;
  return (
    <div className="slider">
      <Slider
        ariaLabelForHandle={props.label}
        disabled={props.disabled}
        max={high}
        min={low}
        step={step}
        value={numberOf(value)?.toNumber() ?? low}
        onChange={(place) => props.onChange(String(place))}
      />
      {number}
    </div>
  );
}

function Cell({ value }: CellProps<SliderField>) {
  return <LineCell value={value} />;
}

/** A number on a scale. */
export const type: FieldType<SliderField> = {
  adopted: (value, field) => numbers(digitsOf(field)).adopted(value),
  Cell,
  Input,
  right: true,
  seen: numberOf,
  text: lineOf,
  understood: understoodNumber,
};

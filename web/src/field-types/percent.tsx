import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { NumberInput } from "../fields/number-input";
import { shownPercent, understoodNumber } from "../fields/numbers";
import { numberOf, numbers } from "../fields/values";
import type { PercentField } from "../generated/forms";

function Input(props: InputProps<PercentField>) {
  const { digits = 2, maximum, minimum } = props.field;
  return <NumberInput props={props} digits={digits} maximum={maximum} minimum={minimum} scale={2} suffix="%" />;
}

function Cell({ value }: CellProps<PercentField>) {
  return <span className="cell-number">{shownPercent(value)}</span>;
}

/** A share; the value is a fraction. */
export const type: FieldType<PercentField> = {
  adopted: (value, { digits = 2 }) => numbers(digits + 2).adopted(value),
  Cell,
  Input,
  right: true,
  seen: numberOf,
  text: shownPercent,
  understood: understoodNumber,
};

import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { NumberInput } from "../fields/number-input";
import { shownNumber, understoodNumber } from "../fields/numbers";
import { numberOf, numbers } from "../fields/values";
import type { NumberField } from "../generated/forms";

function Input(props: InputProps<NumberField>) {
  const { say } = useTexts();
  const { digits = 0, grouped = true, maximum, minimum, unit } = props.field;
  return (
    <NumberInput
      props={props}
      digits={digits}
      maximum={maximum}
      minimum={minimum}
      suffix={unit ? say(unit) : undefined}
      withGroups={grouped}
    />
  );
}

function Cell({ field, value }: CellProps<NumberField>) {
  const { say } = useTexts();
  const text = shownNumber(value, field.digits ?? 0, field.grouped ?? true);
  return <span className="cell-number">{field.unit ? `${text} ${say(field.unit)}` : text}</span>;
}

/** A number. */
export const type: FieldType<NumberField> = {
  adopted: (value, { digits = 0 }) => numbers(digits).adopted(value),
  Cell,
  Input,
  right: true,
  seen: numberOf,
  text: (value, { digits = 0, grouped = true }) => shownNumber(value, digits, grouped),
  understood: understoodNumber,
};

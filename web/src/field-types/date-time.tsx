import { DayInput } from "../fields/day-input";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { shownInstant, understoodInstant } from "../fields/moments";
import { INSTANT } from "../fields/values";
import type { DateTimeField } from "../generated/forms";

function Input(props: InputProps<DateTimeField>) {
  return <DayInput props={props} grain={props.field.seconds ? "second" : "minute"} />;
}

function Cell({ field, value }: CellProps<DateTimeField>) {
  return <time dateTime={lineOf(value)}>{shownInstant(value, field.seconds ?? false)}</time>;
}

/** An instant, seen in the zone of the device. */
export const type: FieldType<DateTimeField> = {
  ...INSTANT,
  Cell,
  Input,
  text: (value, { seconds = false }) => shownInstant(value, seconds),
  understood: understoodInstant,
};

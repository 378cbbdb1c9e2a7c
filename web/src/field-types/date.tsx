import { DayInput } from "../fields/day-input";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { understoodDay } from "../fields/moments";
import { days } from "../fields/values";
import type { DateField } from "../generated/forms";

const LENGTH = { day: 10, month: 7, year: 4 } as const;

function shown(value: Json, { precision = "day" }: DateField): string {
  return lineOf(value).slice(0, LENGTH[precision]);
}

function Input(props: InputProps<DateField>) {
  return <DayInput props={props} grain={props.field.precision ?? "day"} />;
}

function Cell({ field, value }: CellProps<DateField>) {
  return <time dateTime={lineOf(value)}>{shown(value, field)}</time>;
}

/** A day of the calendar, a month or a year. */
export const type: FieldType<DateField> = {
  adopted: (value, { precision = "day" }) => days(precision).adopted(value),
  Cell,
  Input,
  seen: days("day").seen,
  text: shown,
  understood: understoodDay,
};

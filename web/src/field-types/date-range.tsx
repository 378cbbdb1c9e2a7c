import { useState } from "react";
import { useTexts } from "../core/language";
import { DayInput, type Grain } from "../fields/day-input";
import type { CellProps, FieldType, InputProps, Json, JsonObject } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { shownInstant, understoodDay, understoodInstant } from "../fields/moments";
import { days, INSTANT, isObject, member, stretches } from "../fields/values";
import type { DateRangeField } from "../generated/forms";

const DAYS = stretches(days("day"));
const INSTANTS = stretches(INSTANT);

function shown(value: Json, { with_time: timed = false }: DateRangeField): string {
  if (!isObject(value)) return lineOf(value);
  const end = (one: Json) => (timed ? shownInstant(one, false) : lineOf(one));
  return `${end(member(value, "from"))} ~ ${end(member(value, "to"))}`;
}

function Input(props: InputProps<DateRangeField>) {
  const { t } = useTexts();
  // One end alone is no value yet, but it stays where it was written.
  const [begun, begin] = useState<JsonObject>({});
  const ends: JsonObject = isObject(props.value) ? props.value : begun;
  const grain: Grain = props.field.with_time ? "minute" : "day";
  const set = (name: "from" | "to", end: Json) => {
    const next = { from: member(ends, "from"), to: member(ends, "to"), [name]: end };
    begin(next);
    props.onChange(next.from === null || next.to === null ? null : next);
  };
  const end = (name: "from" | "to") => ({
    ...props,
    label: t(name === "from" ? "fields.from" : "fields.to", { name: props.label }),
    onChange: (value: Json) => set(name, value),
    placeholder: undefined,
    value: ends[name] ?? null,
  });
  return (
    <div className="stretch">
      <DayInput props={end("from")} grain={grain} />
      <span aria-hidden="true">~</span>
      <DayInput props={{ ...end("to"), id: `${props.id}-to` }} grain={grain} />
    </div>
  );
}

function Cell({ field, value }: CellProps<DateRangeField>) {
  return <span>{shown(value, field)}</span>;
}

/** A stretch of time with both ends. */
export const type: FieldType<DateRangeField> = {
  adopted: (value, field) => (field.with_time ? INSTANTS : DAYS).adopted(value),
  Cell,
  group: true,
  Input,
  seen: (value, field) => (field.with_time ? INSTANTS : DAYS).seen(value),
  text: shown,
  understood: (text, field) => {
    const ends = text.split(/\s*[~～至]\s*/).map(field.with_time ? understoodInstant : understoodDay);
    return ends.length === 2 ? { from: ends[0] ?? null, to: ends[1] ?? null } : text.trim() || null;
  },
};

import { DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { useMedia } from "../core/moments";
import type { InputProps, Json } from "./field-type";
import { lookOfInput, marksOf } from "./marks";
import { instantOf, localInstant } from "./moments";

/** What people choose. */
export type Grain = "day" | "month" | "year" | "minute" | "second";

const PICKERS = { day: "date", minute: "date", month: "month", second: "date", year: "year" } as const;
const FORMATS = {
  day: "YYYY-MM-DD",
  minute: "YYYY-MM-DD HH:mm",
  month: "YYYY-MM",
  second: "YYYY-MM-DD HH:mm:ss",
  year: "YYYY",
} as const;

/** An input of a day, a month, a year or an instant; phones show what they have for it themselves. */
export function DayInput({ props, grain }: { props: InputProps<unknown>; grain: Grain }) {
  const touch = useMedia("(pointer: coarse)");
  const timed = grain === "minute" || grain === "second";
  if (touch && grain !== "year") return <TouchInput props={props} grain={grain} />;
  const shown = typeof props.value !== "string" ? null : dayjs(props.value);
  return (
    <DatePicker
      {...marksOf(props)}
      {...lookOfInput(props)}
      className="wide"
      format={FORMATS[grain]}
      picker={PICKERS[grain]}
      value={shown?.isValid() ? shown : null}
      onChange={(moment) => {
        if (moment === null || Array.isArray(moment)) props.onChange(null);
        else props.onChange(timed ? instantOf(moment.format("YYYY-MM-DDTHH:mm:ss")) : first(moment, grain));
      }}
      {...(timed ? { showTime: grain === "second" ? true : { format: "HH:mm" } } : {})}
    />
  );
}

function first(moment: dayjs.Dayjs, grain: Grain): string {
  const day = grain === "year" ? moment.startOf("year") : grain === "month" ? moment.startOf("month") : moment;
  return day.format("YYYY-MM-DD");
}

function TouchInput({ props, grain }: { props: InputProps<unknown>; grain: Grain }) {
  const timed = grain === "minute" || grain === "second";
  const shown = (value: Json): string => {
    if (typeof value !== "string") return "";
    return timed ? localInstant(value, grain === "second") : value.slice(0, grain === "month" ? 7 : 10);
  };
  return (
    <Input
      {...marksOf(props)}
      {...lookOfInput(props)}
      type={timed ? "datetime-local" : grain === "month" ? "month" : "date"}
      value={shown(props.value)}
      onChange={({ target: { value } }) => {
        if (value === "") props.onChange(null);
        else props.onChange(timed ? instantOf(value) : grain === "month" ? `${value}-01` : value);
      }}
    />
  );
}

import { NoResult } from "../evaluation";
import { weekdayOf } from "../properties";
import { DAY, DateTimeValue, DateValue, DaysTime, HOUR, MINUTE, SECOND, TimeValue } from "../temporal";
import type { Value } from "../values";
import { DAYS, MONTHS } from "../words";
import type { Part } from "./sections";

const WEEKDAYS_ZH = "一二三四五六日";
const HALVES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["am/pm", ["AM", "PM"]],
  ["a/p", ["A", "P"]],
  ["上午/下午", ["上午", "下午"]],
]);
const UNITS: Readonly<Record<string, number>> = { h: HOUR, m: MINUTE, s: SECOND };

/** A date, a time or both; a duration has neither but is elapsed time. */
class Moment {
  readonly twelve: boolean;
  readonly elapsed: bigint | null;
  readonly clock: number;
  private readonly day: DateValue | null;

  constructor(value: Value, twelve: boolean) {
    this.twelve = twelve;
    this.elapsed = value instanceof DaysTime ? value.ns : null;
    if (value instanceof DateTimeValue) [this.day, this.clock] = [value.date, value.ns];
    else if (value instanceof DateValue) [this.day, this.clock] = [value, 0];
    else if (value instanceof TimeValue) [this.day, this.clock] = [null, value.ns];
    else if (value instanceof DaysTime) [this.day, this.clock] = [null, Number(magnitude(value.ns) % BigInt(DAY))];
    else
      throw new NoResult("only numbers, texts, dates and times have formats", "只有数字、文本、日期和时间可以设置格式");
  }

  /** The date; there is none of a time or duration. */
  get date(): DateValue {
    if (this.day === null) throw new NoResult("the value has no date", "该值没有日期部分");
    return this.day;
  }
}

function magnitude(ns: bigint): bigint {
  return ns < 0n ? -ns : ns;
}

/** Returns a date, time, date and time or duration in a section. */
export function temporalIn(value: Value, section: readonly Part[]): string {
  const moment = new Moment(
    value,
    section.some(({ kind, text }) => kind === "date" && HALVES.has(text)),
  );
  const places = section.some(({ kind, text }) => kind === "sign" && "0#?".includes(text));
  if (places || !section.some(({ kind }) => kind === "date" || kind === "elapsed")) {
    throw new NoResult("the format is for numbers", "该格式用于数字");
  }
  const sign = moment.elapsed !== null && moment.elapsed < 0n ? "-" : "";
  return sign + section.map((part) => pieceOf(part, moment)).join("");
}

/** Returns what one part writes. */
function pieceOf({ kind, text }: Part, moment: Moment): string {
  const [letter = ""] = text;
  if (kind === "elapsed") {
    const since = moment.elapsed === null ? BigInt(moment.clock) : magnitude(moment.elapsed);
    return String(since / BigInt(UNITS[letter] ?? SECOND)).padStart(text.length, "0");
  }
  if (kind !== "date") return text;
  const halves = HALVES.get(text);
  if (halves !== undefined) return halves[moment.clock >= DAY / 2 ? 1 : 0];
  return PIECES.get(letter)?.(text, moment) ?? "";
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

function yearIn(text: string, { date: { year } }: Moment): string {
  if (text.length <= 2) return padded(((year % 100) + 100) % 100, 2);
  return year < 0 ? `-${padded(-year, 3)}` : padded(year, 4);
}

function monthIn(text: string, { date: { month } }: Moment): string {
  const name = MONTHS[month - 1] ?? "";
  return (
    [String(month), padded(month, 2), name.slice(0, 3), name, name.slice(0, 1)][Math.min(text.length, 5) - 1] ?? ""
  );
}

function dayIn(text: string, { date }: Moment): string {
  const name = DAYS[weekdayOf(date) - 1] ?? "";
  return [String(date.day), padded(date.day, 2), name.slice(0, 3), name][Math.min(text.length, 4) - 1] ?? "";
}

function weekdayIn(text: string, { date }: Moment): string {
  const name = WEEKDAYS_ZH[weekdayOf(date) - 1] ?? "";
  return text.length === 3 ? name : `星期${name}`;
}

function hourIn(text: string, { clock, twelve }: Moment): string {
  const hour = Math.floor(clock / HOUR);
  return padded(twelve ? ((hour + 11) % 12) + 1 : hour, Math.min(text.length, 2));
}

function minuteIn(text: string, { clock }: Moment): string {
  return padded(Math.floor(clock / MINUTE) % 60, text.length);
}

function secondIn(text: string, { clock }: Moment): string {
  const [whole = "", zeros] = text.split(".");
  const second = padded(Math.floor(clock / SECOND) % 60, Math.min(whole.length, 2));
  if (zeros === undefined) return second;
  return `${second}.${padded(clock % SECOND, 9)
    .slice(0, zeros.length)
    .padEnd(zeros.length, "0")}`;
}

/** What writes a token of dates, by its first letter. */
const PIECES: ReadonlyMap<string, (text: string, moment: Moment) => string> = new Map([
  ["a", weekdayIn],
  ["d", dayIn],
  ["h", hourIn],
  ["m", monthIn],
  ["n", minuteIn],
  ["s", secondIn],
  ["y", yearIn],
]);

import type { Json } from "./field-type";

const DAY = /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?/;

/** Returns a number with two digits. */
function two(number: number | string): string {
  return String(number).padStart(2, "0");
}

/** Returns an instant in the zone of the device: `2026-05-31 09:30`. */
export function shownInstant(value: Json, seconds: boolean): string {
  const moment = typeof value === "string" ? new Date(value) : null;
  if (moment === null || Number.isNaN(moment.getTime())) return typeof value === "string" ? value : "";
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  return `${day} ${time}${seconds ? `:${two(moment.getSeconds())}` : ""}`;
}

/** Returns an instant as the inputs of the browser write it, in the zone of the device. */
export function localInstant(value: Json, seconds: boolean): string {
  return shownInstant(value, seconds).replace(" ", "T");
}

/** Returns the instant of a text in the zone of the device; null for none. */
export function instantOf(text: string): string | null {
  const moment = new Date(text);
  return text === "" || Number.isNaN(moment.getTime()) ? null : moment.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Returns the day of a pasted text such as `2026/5/31`; the text when it is none. */
export function understoodDay(text: string): Json {
  const found = DAY.exec(text.trim());
  if (found === null) return text.trim() === "" ? null : text.trim();
  return `${found[1]}-${two(found[2] ?? 1)}-${two(found[3] ?? 1)}`;
}

/** Returns the instant of a pasted text; the text when it is none. */
export function understoodInstant(text: string): Json {
  const day = understoodDay(text);
  const time = /(\d{1,2}):(\d{2})(?::(\d{2}))?\s*$/.exec(text.trim());
  if (typeof day !== "string" || !/^\d{4}-/.test(day)) return day;
  return instantOf(`${day}T${two(time?.[1] ?? 0)}:${two(time?.[2] ?? 0)}:${two(time?.[3] ?? 0)}`) ?? text.trim();
}

/** Returns the time of a pasted text; the text when it is none. */
export function understoodTime(text: string): Json {
  const found = /^(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?/.exec(text.trim());
  if (found === null) return text.trim() === "" ? null : text.trim();
  return `${two(found[1] ?? 0)}:${two(found[2] ?? 0)}:${two(found[3] ?? 0)}`;
}

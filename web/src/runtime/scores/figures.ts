import type { PartView } from "../../generated/api";

/** A number as the server sends it. */
type Sent = string | number | null | undefined;

/** Returns a figure as people read it: a part of a whole in percent. */
export function figureOf(part: Pick<PartView, "percent">, value: Sent, language: string): string {
  if (value === null || value === undefined) return "–";
  const number = Number(value);
  return part.percent
    ? new Intl.NumberFormat(language, { maximumFractionDigits: 1, style: "percent" }).format(number)
    : new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(number);
}

/** Returns points as people read them. */
export function pointsOf(value: Sent, language: string): string {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(Number(value));
}

/** Returns points as a number, null where there are none. */
export function numberOf(value: Sent): number | null {
  return value === null || value === undefined ? null : Number(value);
}

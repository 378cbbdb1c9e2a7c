import { en, zhCn } from "../../../core/texts/explore";
import type { Label, ReportMeasure } from "../../../generated/api";

/** What a number makes of a field, as people choose it. */
export const AGGREGATES = [
  "sum",
  "average",
  "median",
  "minimum",
  "maximum",
  "percentile",
  "distinct",
  "count",
] as const;
/** The word for what a number makes of a field. */
export type AggregateWord = (typeof AGGREGATES)[number];

/** What is shown of a number: itself, or how it stands among the other groups. */
export const WAYS = [
  "plain",
  "share",
  "running_total",
  "year_to_date",
  "moving_average",
  "growth_period",
  "growth_year",
] as const;
/** The word for what is shown of a number. */
export type Way = (typeof WAYS)[number];

/** The ways that go along time: there has to be a dimension by periods. */
export const ALONG: ReadonlySet<Way> = new Set<Way>([
  "running_total",
  "year_to_date",
  "moving_average",
  "growth_period",
  "growth_year",
]);

type Of = ReportMeasure["of"];

/** Returns how a number of a field is computed. */
export function measureOf(word: AggregateWord, way: Way, value: string): Of {
  const inner: Of =
    word === "count"
      ? { kind: "count" }
      : word === "percentile"
        ? { kind: "percentile", percent: 90, value }
        : { kind: word, value };
  return wayOver(inner, way);
}

/** Returns a number shown in a way. */
export function wayOver(inner: Of, way: Way): Of {
  const of = inner as never;
  switch (way) {
    case "share":
      return { kind: "share", of };
    case "running_total":
      return { kind: "running_total", of };
    case "year_to_date":
      return { kind: "year_to_date", of };
    case "moving_average":
      return { kind: "moving_average", of, periods: 3 };
    case "growth_period":
      return { back: "period", kind: "period_over_period", of };
    case "growth_year":
      return { back: "year", kind: "period_over_period", of };
    default:
      return inner;
  }
}

/** Returns the way in which a number is shown. */
export function wayOf(of: Of): Way {
  if (of.kind === "period_over_period") return of.back === "year" ? "growth_year" : "growth_period";
  return (WAYS as readonly string[]).includes(of.kind) ? (of.kind as Way) : "plain";
}

/** Returns what is computed of each group, below the way in which it is shown. */
export function innerOf(of: Of): Of {
  return wayOf(of) !== "plain" && "of" in of ? (of.of as Of) : of;
}

/** Returns the word for what a number makes of its field; null for what is not chosen by one. */
export function wordOf(of: Of): AggregateWord | null {
  const { kind } = innerOf(of);
  return (AGGREGATES as readonly string[]).includes(kind) ? (kind as AggregateWord) : null;
}

/** Returns the field that a number is made of; null where there is none. */
export function valueIn(of: Of): string | null {
  const inner = innerOf(of);
  return "value" in inner && typeof inner.value === "string" ? inner.value : null;
}

/** Returns the metric that a number is; null for others. */
export function metricOf(of: Of): string | null {
  const inner = innerOf(of);
  return inner.kind === "metric" ? inner.metric : null;
}

/** Returns what a number of a field is called in both languages. */
export function measureLabel(word: AggregateWord, way: Way, field: Label): Label {
  const said = (texts: typeof en | typeof zhCn, name: string) => {
    const base = texts.called[word].replace("{{name}}", name);
    return way === "plain" ? base : texts.shown[way].replace("{{name}}", base);
  };
  return { en: said(en, field.en), "zh-CN": said(zhCn, field["zh-CN"]) };
}

/** Returns whether a number is a part of something, to be written as a percentage. */
export function isPart(of: Of): boolean {
  return of.kind === "share" || of.kind === "period_over_period" || of.kind === "ratio";
}

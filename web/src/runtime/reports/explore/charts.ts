import type { Answer, ReportQuery } from "../../../generated/api";
import { CHARTS } from "../../../generated/charts";
import type { AnyChart, ChartKind } from "../../../reports/drawing";
import { type Analysis, fitsAnalysis, isAnalysis } from "./analysis";
import { isPart } from "./measure";

/** The kinds of charts by what they are good for, in the order in which people choose them. */
export const KIND_GROUPS = {
  figures: ["table", "pivot", "kpi", "gauge"],
  comparisons: ["bar", "stacked", "ranking", "radar", "waterfall"],
  time: ["line", "area", "combination", "calendar"],
  parts: ["pie", "treemap", "funnel", "sankey"],
  relations: ["scatter", "heat_map", "box_plot"],
  analyses: ["forecast", "association", "lift"],
} as const satisfies Readonly<Record<string, readonly ChartKind[]>>;

type Grouped = (typeof KIND_GROUPS)[keyof typeof KIND_GROUPS][number];
// A kind that stands in no group is a mistake that the compiler finds.
true satisfies ChartKind extends Grouped ? true : false;

/** Returns what a kind of chart lacks in a question: the word of an explanation; null when it fits. */
export function lackOf(kind: ChartKind, query: ReportQuery) {
  if (fits(kind, query)) return null;
  if (isAnalysis(kind)) return kind;
  const count = (query.dimensions ?? []).length;
  const { dimensions } = CHARTS[kind];
  return kind === "calendar" && count >= dimensions[0] && count <= dimensions[1] ? "calendar" : "room";
}

/** Returns whether a kind of chart shows as much as a question asks for. */
export function fits(kind: ChartKind, query: ReportQuery): boolean {
  const analysed = fitsAnalysis(kind, query);
  if (analysed !== null) return analysed;
  const { dimensions, measures } = CHARTS[kind];
  const within = (count: number, [least, most]: readonly [number, number]) => count >= least && count <= most;
  // A calendar has a place for each day, and nothing for longer periods.
  const daily = kind !== "calendar" || (query.dimensions ?? [])[0]?.grain === "day";
  return (
    daily && within((query.dimensions ?? []).length, dimensions) && within((query.measures ?? []).length, measures)
  );
}

/** Returns the kind that shows an answer: the one that was chosen if it fits, else the best of those that do. */
export function kindOf(chosen: string | null, query: ReportQuery, answer: Answer | undefined): ChartKind {
  if (chosen !== null && chosen in CHARTS && fits(chosen as ChartKind, query)) return chosen as ChartKind;
  if ((query.pivot ?? []).length > 0 && chosen === null) return "pivot";
  const best = (answer?.suggested ?? []).find((one) => one in CHARTS && fits(one as ChartKind, query));
  return (best as ChartKind | undefined) ?? "table";
}

/** Returns a chart of a kind over a question, with the numbers that the kind has to name. */
export function chartOf(kind: ChartKind, query: ReportQuery, analysis: Analysis | null = null): AnyChart {
  const names = (query.measures ?? []).map(({ name }) => name);
  const [first = "", second = "", third = "", fourth = "", fifth = ""] = names;
  const parts = (query.measures ?? []).filter(({ of }) => isPart(of));
  const formats = Object.fromEntries(parts.map(({ name }) => [name, { digits: 1, style: "percent" as const }]));
  const base = { query, ...(parts.length > 0 ? { formats } : {}) };
  if (isAnalysis(kind)) return { ...base, kind, ...(analysis === null ? {} : { analysis }) } as AnyChart;
  switch (kind) {
    case "kpi":
      return { ...base, kind, value: first };
    case "scatter":
      return { ...base, kind, x: first, y: second, ...(third ? { size: third } : {}) };
    case "combination":
      return { ...base, kind, lines: names.slice(-1) };
    case "box_plot":
      return { ...base, greatest: fifth, kind, least: first, lower: second, middle: third, upper: fourth };
    default:
      return { ...base, kind } as AnyChart;
  }
}

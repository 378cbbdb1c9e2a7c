import type {
  AssociationAnalysis,
  DatasetField,
  ForecastAnalysis,
  Label,
  LiftAnalysis,
  ReportAsk,
  ReportQuery,
} from "../../../generated/api";
import type { AnyChart, ChartKind } from "../../../reports/drawing";
import { conditionOf, type FieldFilter } from "./condition";

/** What the server makes of an answer besides. */
export type Analysis = NonNullable<ReportAsk["analysis"]>;
/** The kinds of charts that show one. */
export type AnalysisKind = Analysis["kind"];

/** A condition by which rows are told apart: chosen over a field, or one that came with a chart and is kept as it is. */
export interface Told {
  readonly name: string;
  readonly label: Label;
  readonly filter: FieldFilter | null;
  readonly text: string | null;
}

/** What makes a difference, as it is being put together. */
export interface LiftChoice {
  readonly kind: "lift";
  readonly outcome: Told | null;
  readonly behaviours: readonly Told[];
  readonly confidence: number;
}

/** An analysis as it is being put together. It is plain data, so that the address can hold it. */
export type AnalysisChoice = ForecastAnalysis | AssociationAnalysis | LiftChoice;

/** The periods that forecasts go along. */
const SEASONS: ReadonlySet<unknown> = new Set(["day", "week", "month", "quarter", "year"]);
const KINDS: ReadonlySet<string> = new Set<AnalysisKind>(["association", "forecast", "lift"]);

/** Returns whether a kind of chart shows an analysis. */
export function isAnalysis(kind: string | null): kind is AnalysisKind {
  return kind !== null && KINDS.has(kind);
}

/** Returns whether an analysis can be made of a question: of its groups, whatever else it asks for. */
export function analysable(kind: AnalysisKind, { dimensions = [], measures = [] }: ReportQuery): boolean {
  const count = dimensions.length;
  if (kind === "association") return count === 2;
  if (kind === "lift") return count <= 1;
  return count >= 1 && count <= 3 && measures.length === 1 && SEASONS.has(dimensions[0]?.grain);
}

/** Returns a question without what an analysis does not take. */
export function stripped(kind: AnalysisKind, query: ReportQuery): ReportQuery {
  const { pivot: _pivot, sort: _sort, limit: _limit, totals: _totals, comparison: _comparison, ...plain } = query;
  if (kind !== "forecast") return { ...plain, measures: [] };
  const { period: _period, stretch: _stretch, ...all } = plain;
  return all;
}

/** Returns what somebody has chosen for a kind of analysis, or what one begins with. */
export function choiceOf(kind: AnalysisKind, chosen: AnalysisChoice | null | undefined): AnalysisChoice {
  if (chosen?.kind === kind) return chosen;
  switch (kind) {
    case "forecast":
      return { confidence: 80, horizon: 6, kind };
    case "association":
      return { kind, least: 3, rules: 50 };
    default:
      return { behaviours: [], confidence: 95, kind, outcome: null };
  }
}

/** Returns an analysis for the server; null while something has to be chosen yet. */
export function specOf(choice: AnalysisChoice): Analysis | null {
  if (choice.kind !== "lift") return choice;
  const outcome = textOf(choice.outcome);
  const behaviours = choice.behaviours.flatMap((one) => {
    const condition = textOf(one);
    return condition === null ? [] : [{ condition, label: one.label, name: one.name }];
  });
  const [first, ...more] = behaviours;
  if (outcome === null || first === undefined) return null;
  return { behaviours: [first, ...more], confidence: choice.confidence, kind: "lift", outcome };
}

function textOf(told: Told | null): string | null {
  if (told === null) return null;
  return told.filter === null ? told.text : conditionOf([told.filter], null);
}

/** Returns the analysis of a chart as it can be changed further; null for charts without one. */
export function choiceIn(chart: AnyChart): AnalysisChoice | null {
  if (chart.kind === "lift") return liftChoice(chart.analysis);
  if (chart.kind === "forecast" || chart.kind === "association") {
    const given = (chart.analysis ?? {}) as Partial<AnalysisChoice>;
    return { ...choiceOf(chart.kind, null), ...given } as AnalysisChoice;
  }
  return null;
}

function liftChoice({ outcome, behaviours, confidence }: LiftAnalysis): LiftChoice {
  const kept = (name: string, text: string, label: Label): Told => ({ filter: null, label, name, text });
  return {
    behaviours: behaviours.map((one) => kept(one.name, one.condition, one.label)),
    confidence: confidence ?? 95,
    kind: "lift",
    outcome: kept("outcome", outcome, { en: outcome, "zh-CN": outcome }),
  };
}

/** Returns what a condition over a field is called: the field, and what it is to be. */
export function labelOf(field: DatasetField, filter: FieldFilter): Label {
  const said = (language: keyof Label) => {
    const options = new Map(field.options ?? []);
    const members = (filter.members ?? []).map((one) => options.get(String(one))?.[language] ?? String(one ?? "–"));
    const bounds = [
      ...(filter.least ? [`≥ ${filter.least}`] : []),
      ...(filter.most ? [`≤ ${filter.most}`] : []),
      ...(filter.contains ? [`“${filter.contains}”`] : []),
    ];
    const rest = [...members, ...bounds].join(", ");
    return `${field.label[language]}${rest === "" ? "" : `: ${rest}`}`.slice(0, 200);
  };
  return { en: said("en"), "zh-CN": said("zh-CN") };
}

/** Returns a name that none of some conditions has. */
export function freeBehaviour(taken: readonly Told[]): string {
  let number = taken.length + 1;
  while (taken.some(({ name }) => name === `behaviour_${number}`)) number += 1;
  return `behaviour_${number}`;
}

/** Returns whether a kind of chart is one of an analysis and fits a question; others are left to themselves. */
export function fitsAnalysis(kind: ChartKind, query: ReportQuery): boolean | null {
  return isAnalysis(kind) ? analysable(kind, query) : null;
}

import type {
  DatasetField,
  Label,
  MetricView,
  ReportDimension,
  ReportLimit,
  ReportMeasure,
  ReportQuery,
  ReportSort,
} from "../../../generated/api";
import { type Analysis, type AnalysisChoice, analysable, choiceOf, isAnalysis, specOf, stripped } from "./analysis";
import { conditionOf, type FieldFilter } from "./condition";
import { type AggregateWord, measureLabel, measureOf } from "./measure";

/** The shelves onto which fields are put. */
export type Shelf = "rows" | "columns" | "measures" | "filters";

/** A stretch of time that a question is about: by a word, or its first day and the day after its last. */
export interface ChosenTime {
  readonly expression: string;
  readonly word?: string | null;
  readonly range?: readonly [string, string] | null;
}

/** A question as it is being put together. It is plain data, so that the address can hold it. */
export interface Exploration {
  readonly dataset: string;
  readonly rows: readonly ReportDimension[];
  readonly columns: readonly ReportDimension[];
  readonly measures: readonly ReportMeasure[];
  readonly filters: readonly FieldFilter[];
  /** A condition that came with the question and is kept as it is. */
  readonly condition: string | null;
  readonly time: ChosenTime | null;
  readonly comparison: "none" | "previous_period" | "previous_year";
  readonly sort: readonly ReportSort[];
  readonly limit: ReportLimit | null;
  readonly totals: "none" | "grand" | "all";
  /** The kind of chart, null for the one that fits best. */
  readonly chart: string | null;
  /** What a chart of an analysis needs to know; null for what one begins with. */
  readonly analysis?: AnalysisChoice | null;
}

/** What the server is asked. */
export interface Asked {
  readonly query: ReportQuery;
  readonly analysis: Analysis | null;
  /** Whether everything that it takes has been chosen. */
  readonly ready: boolean;
}

/** What can be put onto a shelf. */
export type Picked =
  | { readonly kind: "field"; readonly field: DatasetField }
  | { readonly kind: "metric"; readonly metric: MetricView };

/** Returns the question that one begins with: how many rows there are. */
export function begun(dataset: string, label: Label): Exploration {
  return {
    chart: null,
    columns: [],
    comparison: "none",
    condition: null,
    dataset,
    filters: [],
    limit: null,
    measures: [{ label, name: "count", of: { kind: "count" } }],
    rows: [],
    sort: [],
    time: null,
    totals: "none",
  };
}

/** Returns the question for the server. */
export function queryOf(made: Exploration): ReportQuery {
  const { columns, rows, measures, time, comparison, limit, totals } = made;
  const names = new Set([...rows, ...columns, ...measures].map((one) => one.name));
  const filter = conditionOf(made.filters, made.condition);
  const sort = made.sort.filter(({ by }) => names.has(by));
  return {
    dataset: made.dataset,
    dimensions: [...rows, ...columns],
    measures,
    ...(filter === null ? {} : { filter }),
    ...(time?.word
      ? { stretch: { time: time.expression, word: time.word as never } }
      : time?.range
        ? { period: { end: time.range[1], start: time.range[0], time: time.expression } }
        : {}),
    ...(comparison !== "none" && (time?.word || time?.range) ? { comparison } : {}),
    ...(sort.length > 0 ? { sort } : {}),
    ...(limit === null ? {} : { limit: limitOf(limit, rows, measures) }),
    ...(totals === "none" ? {} : { totals }),
    ...(columns.length > 0 ? { pivot: columns.map(({ name }) => name) } : {}),
  };
}

/** Returns what the server is asked: the question, with the analysis that the chosen chart shows. */
export function askedBy(made: Exploration): Asked {
  const query = queryOf(made);
  const bare = made.measures.length === 0 && made.rows.length === 0 && made.columns.length === 0;
  if (!isAnalysis(made.chart) || !analysable(made.chart, query)) return { analysis: null, query, ready: !bare };
  const analysis = specOf(choiceOf(made.chart, made.analysis));
  return { analysis, query: stripped(made.chart, query), ready: analysis !== null };
}

/** Returns under what the answer to a question is known. */
export function keyOf(app: string, { query, analysis }: Asked): readonly unknown[] {
  return ["reports", app, "explore", query, analysis];
}

/** Returns how many members are kept: of the first dimension, by the first number, so that the rest can be put together. */
function limitOf(
  { count, others }: ReportLimit,
  [first]: readonly ReportDimension[],
  [number]: readonly ReportMeasure[],
): ReportLimit {
  if (first === undefined) return { count };
  return {
    count,
    dimension: first.name,
    ...(number === undefined ? {} : { by: number.name }),
    ...(others ? { others } : {}),
  };
}

/** Returns a question as it can be changed further: that of a chart, for one. */
export function explorationOf(
  query: ReportQuery,
  chart: string | null,
  analysis: AnalysisChoice | null = null,
): Exploration {
  const across = new Set(query.pivot ?? []);
  const dimensions = query.dimensions ?? [];
  const { stretch, period } = query;
  return {
    ...(analysis === null ? {} : { analysis }),
    chart,
    columns: dimensions.filter(({ name }) => across.has(name)),
    comparison: query.comparison ?? "none",
    condition: query.filter ?? null,
    dataset: query.dataset,
    filters: [],
    limit: query.limit ?? null,
    measures: query.measures ?? [],
    rows: dimensions.filter(({ name }) => !across.has(name)),
    sort: query.sort ?? [],
    time: period
      ? { expression: period.time, range: [period.start, period.end] }
      : stretch
        ? { expression: stretch.time, word: stretch.word }
        : null,
    totals: query.totals ?? "none",
  };
}

/** Returns the shelf that a field goes onto when nobody says which. */
export function shelfOf(made: Exploration, pick: Picked): Shelf {
  if (pick.kind === "metric" || pick.field.role === "measure") return "measures";
  return made.rows.length >= 2 && made.columns.length === 0 ? "columns" : "rows";
}

/** Returns a question with a field or metric on a shelf; a metric is a number wherever it is dropped. */
export function added(made: Exploration, pick: Picked, shelf: Shelf = shelfOf(made, pick), at?: number): Exploration {
  if (pick.kind === "metric") return withMeasure(made, metricMeasure(pick.metric, made.measures), at);
  const { field } = pick;
  if (shelf === "filters") return filtered(made, field);
  if (shelf === "measures") return withMeasure(made, fieldMeasure(field, made.measures), at);
  const taken = [...made.rows, ...made.columns, ...made.measures].map(({ name }) => name);
  const one: ReportDimension = {
    expression: field.expression,
    name: nameOf(field.expression, taken),
    ...(field.role === "time" ? { grain: "month" as const } : {}),
  };
  return { ...made, [shelf]: placed(made[shelf], one, at) };
}

/** Returns a question with a filter over a field; a time is what the question is about. */
function filtered(made: Exploration, field: DatasetField): Exploration {
  if (field.role === "time") return { ...made, time: { expression: field.expression, word: "this_year" } };
  if (made.filters.some(({ expression }) => expression === field.expression)) return made;
  return { ...made, filters: [...made.filters, { expression: field.expression, type: field.type }] };
}

/** Returns a question with one more number; the bare count of rows with which one began gives way to the first. */
function withMeasure(made: Exploration, one: ReportMeasure, at?: number): Exploration {
  const [first, ...more] = made.measures;
  const bare = first?.name === "count" && first.of.kind === "count" && more.length === 0 && one.of.kind !== "count";
  return { ...made, measures: placed(bare ? [] : made.measures, one, at) };
}

function metricMeasure(metric: MetricView, taken: readonly ReportMeasure[]): ReportMeasure {
  return {
    name: nameOf(
      metric.name,
      taken.map(({ name }) => name),
    ),
    of: { kind: "metric", metric: metric.name },
  };
}

function fieldMeasure(field: DatasetField, taken: readonly ReportMeasure[]): ReportMeasure {
  const word: AggregateWord = field.type === "number" && field.role === "measure" ? "sum" : "distinct";
  return {
    label: measureLabel(word, "plain", field.label),
    name: nameOf(
      `${field.expression}_${word}`,
      taken.map(({ name }) => name),
    ),
    of: measureOf(word, "plain", field.expression),
  };
}

/** Returns a question without what has a name on a shelf; filters are named by what they compare. */
export function removed(made: Exploration, shelf: Shelf, name: string): Exploration {
  if (shelf === "filters") {
    return { ...made, filters: made.filters.filter(({ expression }) => expression !== name) };
  }
  return { ...made, [shelf]: (made[shelf] as readonly { name: string }[]).filter((one) => one.name !== name) };
}

/** Returns a question with a dimension, or a number, changed in its place. */
export function changed(
  made: Exploration,
  shelf: "rows" | "columns" | "measures",
  name: string,
  change: Partial<ReportDimension> | Partial<ReportMeasure>,
): Exploration {
  const list = made[shelf] as readonly { name: string }[];
  return { ...made, [shelf]: list.map((one) => (one.name === name ? { ...one, ...change } : one)) };
}

/** Returns a question in which what stands on one shelf stands on another, or elsewhere on the same. */
export function moved(made: Exploration, from: Shelf, name: string, to: Shelf, field: DatasetField, at?: number) {
  if (from === to && from !== "filters") {
    const list = made[from] as readonly { name: string }[];
    const one = list.find((each) => each.name === name);
    if (one === undefined) return made;
    const rest = list.filter((each) => each.name !== name);
    return { ...made, [from]: placed(rest, one, at) };
  }
  const dimension = [...made.rows, ...made.columns].find((one) => one.name === name);
  const without = removed(made, from, name);
  if (dimension !== undefined && (to === "rows" || to === "columns")) {
    return { ...without, [to]: placed(without[to], dimension, at) };
  }
  return added(without, { field, kind: "field" }, to, at);
}

function placed<T>(list: readonly T[], one: T, at = list.length): readonly T[] {
  return [...list.slice(0, at), one, ...list.slice(at)];
}

/** Returns a name for the column of an expression: letters, digits and lines, unlike those that are taken. */
export function nameOf(expression: string, taken: readonly string[]): string {
  const plain = expression
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[_0-9]+|_+$/g, "")
    .slice(0, 40);
  const base = plain === "" ? "column" : plain;
  let name = base;
  for (let more = 2; taken.includes(name); more += 1) name = `${base}_${more}`;
  return name;
}

/** Returns a question as part of an address. */
export function written(made: Exploration): string {
  return encodeURIComponent(JSON.stringify(made));
}

/** Returns the question that an address holds; null for none, or one that makes no sense. */
export function readFrom(query: string): Exploration | null {
  const text = new URLSearchParams(query).get("q");
  if (text === null) return null;
  try {
    const found = JSON.parse(text) as Partial<Exploration> | null;
    if (typeof found !== "object" || found === null || typeof found.dataset !== "string") return null;
    const lists = [found.rows, found.columns, found.measures, found.filters, found.sort];
    if (!lists.every((one) => Array.isArray(one))) return null;
    return { ...begun(found.dataset, { en: "", "zh-CN": "" }), ...found };
  } catch {
    return null;
  }
}

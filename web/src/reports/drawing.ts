import type { EChartsCoreOption } from "echarts/core";
import type { NumberFormat, ReportRow, Tile } from "../generated/api";
import { groupText, headOf, numberAt, type Placed, type Read, type Words } from "./answer";
import { axisText, formatOf, numberText } from "./numbers";

/** A chart of any kind. */
export type AnyChart = NonNullable<Tile["chart"]>;
/** The word of a kind of chart. */
export type ChartKind = AnyChart["kind"];
/** A chart of one kind. */
export type ChartOf<K extends ChartKind> = Extract<AnyChart, { readonly kind: K }>;

/** The colours that a chart is drawn with. */
export interface Colours {
  readonly series: string[];
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly good: string;
  readonly bad: string;
}

/** What a drawing is made of. */
export interface Drawn<K extends ChartKind> {
  readonly chart: ChartOf<K>;
  readonly read: Read;
  readonly words: Words;
  readonly colours: Colours;
}

/** What a drawing of any kind is made of. */
export interface AnyDrawn {
  readonly chart: AnyChart;
  readonly read: Read;
  readonly words: Words;
  readonly colours: Colours;
}

/** Returns what the library draws. */
export type Draw<K extends ChartKind> = (drawn: Drawn<K>) => EChartsCoreOption;

/** A point of a drawing, which knows the group that it stands for. */
export interface Point {
  readonly value: number | null | readonly (number | string | null)[];
  readonly name?: string;
  readonly row: ReportRow;
}

/** Points of one name over the members of a dimension. */
export interface Line {
  readonly name: string;
  readonly measure: Placed;
  readonly points: readonly (Point | null)[];
  readonly colour: string | undefined;
}

/** Members of the first dimension, and a line for each measure or for each member of the second dimension. */
export interface Lines {
  readonly members: readonly string[];
  readonly lines: readonly Line[];
}

/** Returns an answer as lines over the members of its first dimension. */
export function linesOf(drawn: AnyDrawn): Lines {
  const { chart, read, words } = drawn;
  const [first, second] = read.dimensions;
  if (first === undefined) return { lines: [], members: [] };
  const members = [...new Set(read.details.map((row) => groupText(row, first, words)))];
  const place = new Map(members.map((one, at) => [one, at]));
  const found = new Map<string, { measure: Placed; colour: string | undefined; points: (Point | null)[] }>();
  for (const row of read.details) {
    const member = groupText(row, first, words);
    const split = second === undefined ? null : groupText(row, second, words);
    for (const measure of read.measures) {
      const head = headOf(measure.column, words);
      const name = split === null ? head : read.measures.length > 1 ? `${split} · ${head}` : split;
      const line = found.get(name) ?? {
        colour: colourOf(chart, second === undefined ? measure.column.name : String(row.values[second.at] ?? "")),
        measure,
        points: members.map(() => null),
      };
      found.set(name, line);
      line.points[place.get(member) ?? 0] = { name: member, row, value: numberAt(row, measure.at) };
    }
  }
  return { lines: [...found].map(([name, line]) => ({ name, ...line })), members };
}

/** Returns the format of a measure of a chart. */
export function formatIn(chart: AnyChart, measure: Placed): NumberFormat {
  return formatOf(measure.column, chart.formats as Readonly<Record<string, NumberFormat>> | undefined);
}

/** Returns a number of a measure as people read it. */
export function written(drawn: AnyDrawn, measure: Placed, value: unknown): string {
  const number = value === null || value === undefined || value === "-" ? null : Number(value);
  return numberText(number, formatIn(drawn.chart, measure), drawn.words.language);
}

/** Returns the axis of members. */
export function memberAxis(drawn: AnyDrawn, members: readonly string[]): object {
  const { colours } = drawn;
  return {
    axisLabel: { color: colours.quiet, hideOverlap: true, overflow: "truncate", width: 96 },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    data: members,
    type: "category",
  };
}

/** Returns the axis of the numbers of a measure. */
export function numberAxis(drawn: AnyDrawn, measure: Placed | undefined, more: object = {}): object {
  const { colours, words, chart } = drawn;
  const format = measure === undefined ? {} : formatIn(chart, measure);
  return {
    axisLabel: { color: colours.quiet, formatter: (value: number) => axisText(value, format, words.language) },
    splitLine: { lineStyle: { color: colours.line } },
    splitNumber: 4,
    type: "value",
    ...more,
  };
}

/** Returns what all drawings with axes have in common. */
export function frameOf(drawn: AnyDrawn, lines: readonly Line[]): object {
  const { chart, colours } = drawn;
  const legend = (chart.legend ?? true) && lines.length > 1;
  return {
    color: colours.series,
    grid: { bottom: 8, containLabel: true, left: 8, right: 16, top: legend ? 36 : 12 },
    legend: legend ? legendOf(colours) : { show: false },
    tooltip: {
      ...tooltipOf(colours),
      trigger: "axis",
      formatter: (given: unknown) => axisTip(drawn, lines, given),
    },
  };
}

/** Returns the looks of a legend. */
export function legendOf(colours: Colours): object {
  return {
    icon: "roundRect",
    itemHeight: 8,
    itemWidth: 12,
    pageIconColor: colours.quiet,
    pageTextStyle: { color: colours.quiet },
    textStyle: { color: colours.text },
    top: 0,
    type: "scroll",
  };
}

/** Returns the looks of what stands beside the pointer. */
export function tooltipOf(colours: Colours): object {
  return {
    appendTo: "body",
    backgroundColor: colours.surface,
    borderColor: colours.line,
    confine: true,
    textStyle: { color: colours.text, fontSize: 13 },
  };
}

/** Returns a line of what stands beside the pointer; names are people's own, and are written as text. */
export function tip(name: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(
    ([head, value]) => `${plain(head)} <b style="float:right;margin-left:24px">${plain(value)}</b>`,
  );
  return [plain(name), ...lines].filter((one) => one !== "").join("<br>");
}

/** Returns whether numbers are written into a drawing, and how. */
export function labelsOf(drawn: AnyDrawn, measure: Placed, place = "top"): object {
  return {
    color: drawn.colours.quiet,
    formatter: ({ value }: { value: unknown }) => written(drawn, measure, value),
    position: place,
    show: drawn.chart.labels ?? false,
  };
}

function axisTip(drawn: AnyDrawn, lines: readonly Line[], given: unknown): string {
  const all = given as readonly { readonly seriesName: string; readonly value: unknown; readonly name: string }[];
  const rows = all.flatMap(({ seriesName, value }) => {
    const line = lines.find(({ name }) => name === seriesName);
    return line === undefined ? [] : [[seriesName, written(drawn, line.measure, value)] as const];
  });
  return tip(all[0]?.name ?? "", rows);
}

function colourOf(chart: AnyChart, name: string): string | undefined {
  return chart.colours?.[name];
}

function plain(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

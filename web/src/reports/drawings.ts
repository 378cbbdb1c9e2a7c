import type { ChartKind, Draw } from "./drawing";
import { draw as area } from "./kinds/area";
import { draw as bar } from "./kinds/bar";
import { draw as boxPlot } from "./kinds/box-plot";
import { draw as calendar } from "./kinds/calendar";
import { draw as combination } from "./kinds/combination";
import { draw as forecast } from "./kinds/forecast-lines";
import { draw as funnel } from "./kinds/funnel";
import { draw as gauge } from "./kinds/gauge";
import { draw as heatMap } from "./kinds/heat-map";
import { draw as line } from "./kinds/line";
import { draw as pie } from "./kinds/pie";
import { draw as radar } from "./kinds/radar";
import { draw as sankey } from "./kinds/sankey";
import { draw as scatter } from "./kinds/scatter";
import { draw as stacked } from "./kinds/stacked";
import { draw as treemap } from "./kinds/treemap";
import { draw as waterfall } from "./kinds/waterfall";

/** The kinds that are drawn by the library; the others are tables and texts. */
export type DrawnKind = Exclude<ChartKind, "association" | "kpi" | "lift" | "pivot" | "ranking" | "table">;

/** How each of them is drawn. */
export const DRAWINGS: { readonly [K in DrawnKind]: Draw<K> } = {
  area,
  bar,
  box_plot: boxPlot,
  calendar,
  combination,
  forecast,
  funnel,
  gauge,
  heat_map: heatMap,
  line,
  pie,
  radar,
  sankey,
  scatter,
  stacked,
  treemap,
  waterfall,
};

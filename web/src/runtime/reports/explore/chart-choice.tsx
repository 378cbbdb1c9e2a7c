import {
  AlignLeftOutlined,
  AppstoreOutlined,
  AreaChartOutlined,
  BarChartOutlined,
  BoxPlotOutlined,
  BuildOutlined,
  CalendarOutlined,
  DashboardOutlined,
  DiffOutlined,
  DotChartOutlined,
  FilterOutlined,
  ForkOutlined,
  FundOutlined,
  HeatMapOutlined,
  LineChartOutlined,
  LinkOutlined,
  NumberOutlined,
  OrderedListOutlined,
  PieChartOutlined,
  RadarChartOutlined,
  RiseOutlined,
  StockOutlined,
  TableOutlined,
} from "@ant-design/icons";
import { Select, Tooltip } from "antd";
import type { ComponentType } from "react";
import { useTexts } from "../../../core/language";
import type { ReportQuery } from "../../../generated/api";
import { CHARTS } from "../../../generated/charts";
import type { ChartKind } from "../../../reports/drawing";
import { fits, KINDS } from "./charts";

const ICONS: Readonly<Partial<Record<ChartKind, ComponentType>>> = {
  area: AreaChartOutlined,
  association: LinkOutlined,
  bar: BarChartOutlined,
  box_plot: BoxPlotOutlined,
  calendar: CalendarOutlined,
  combination: FundOutlined,
  forecast: RiseOutlined,
  funnel: FilterOutlined,
  gauge: DashboardOutlined,
  heat_map: HeatMapOutlined,
  kpi: NumberOutlined,
  lift: DiffOutlined,
  line: LineChartOutlined,
  pie: PieChartOutlined,
  pivot: BuildOutlined,
  radar: RadarChartOutlined,
  ranking: OrderedListOutlined,
  sankey: ForkOutlined,
  scatter: DotChartOutlined,
  stacked: AlignLeftOutlined,
  table: TableOutlined,
  treemap: AppstoreOutlined,
  waterfall: StockOutlined,
};

/** Chooses the kind of chart; kinds without room for the question say what they show. */
export function ChartChoice({
  query,
  shown,
  chosen,
  narrow,
  onChoose,
}: {
  query: ReportQuery;
  /** The kind that is shown. */
  shown: ChartKind;
  chosen: string | null;
  narrow: boolean;
  onChoose: (kind: ChartKind | null) => void;
}) {
  const { say, t } = useTexts();
  const room = (kind: ChartKind) => {
    const { dimensions, measures, label } = CHARTS[kind];
    const told = ([least, most]: readonly [number, number]) => (least === most ? `${least}` : `${least}–${most}`);
    return t("explore.noRoom", { chart: say(label), dimensions: told(dimensions), measures: told(measures) });
  };
  const best = t("explore.fitting", { chart: say(CHARTS[shown].label) });
  if (narrow) {
    return (
      <Select<string>
        aria-label={t("explore.chart")}
        options={[
          { label: chosen === null ? best : t("explore.fitting", { chart: "" }), value: "" },
          ...KINDS.map((kind) => ({
            disabled: !fits(kind, query),
            label: say(CHARTS[kind].label),
            value: kind as string,
          })),
        ]}
        popupMatchSelectWidth={false}
        prefix={<span className="quiet">{t("explore.chart")}</span>}
        value={chosen === null ? "" : shown}
        onChange={(kind) => onChoose(kind === "" ? null : (kind as ChartKind))}
      />
    );
  }
  return (
    <div role="toolbar" aria-label={t("explore.chart")} className="chart-kinds">
      {KINDS.map((kind) => {
        const Icon = ICONS[kind] ?? TableOutlined;
        const open = fits(kind, query);
        return (
          <Tooltip key={kind} title={open ? `${say(CHARTS[kind].label)}: ${say(CHARTS[kind].about)}` : room(kind)}>
            <button
              type="button"
              aria-disabled={!open}
              aria-label={say(CHARTS[kind].label)}
              aria-pressed={kind === shown}
              onClick={() => {
                if (open) onChoose(kind === chosen ? null : kind);
              }}
            >
              <Icon />
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}

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
import { KIND_GROUPS, lackOf } from "./charts";

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
  const lack = (kind: ChartKind) => {
    const why = lackOf(kind, query);
    if (why === null) return null;
    const { dimensions, measures, label } = CHARTS[kind];
    const told = ([least, most]: readonly [number, number]) => (least === most ? `${least}` : `${least}–${most}`);
    return t(`explore.lacks.${why}`, {
      chart: say(label),
      dimensions: told(dimensions),
      groupings: (query.dimensions ?? []).length,
      measures: told(measures),
      numbers: (query.measures ?? []).length,
    });
  };
  const groups = Object.entries(KIND_GROUPS) as [keyof typeof KIND_GROUPS, readonly ChartKind[]][];
  const best = t("explore.fitting", { chart: say(CHARTS[shown].label) });
  if (narrow) {
    return (
      <Select<string>
        aria-label={t("explore.chart")}
        optionRender={({ label, value }) => {
          const why = value === "" ? null : lack(value as ChartKind);
          return why === null ? label : <span className="chart-lack">{why}</span>;
        }}
        options={[
          { label: chosen === null ? best : t("explore.fitting", { chart: "" }), value: "" },
          ...groups.map(([group, kinds]) => ({
            label: t(`explore.kindGroups.${group}`),
            options: kinds.map((kind) => ({
              disabled: lackOf(kind, query) !== null,
              label: say(CHARTS[kind].label),
              value: kind as string,
            })),
          })),
        ]}
        prefix={<span className="quiet">{t("explore.chart")}</span>}
        value={chosen === null ? "" : shown}
        onChange={(kind) => onChoose(kind === "" ? null : (kind as ChartKind))}
      />
    );
  }
  return (
    <div role="toolbar" aria-label={t("explore.chart")} className="chart-kinds">
      {groups.map(([group, kinds]) => (
        // biome-ignore lint/a11y/useSemanticElements: a toolbar holds groups of buttons, which are no fields of a form.
        <div key={group} role="group" aria-label={t(`explore.kindGroups.${group}`)}>
          {kinds.map((kind) => {
            const Icon = ICONS[kind] ?? TableOutlined;
            const why = lack(kind);
            const name = say(CHARTS[kind].label);
            return (
              <Tooltip key={kind} title={why ?? `${name}: ${say(CHARTS[kind].about)}`} trigger={["hover", "focus"]}>
                <button
                  type="button"
                  aria-disabled={why !== null}
                  aria-label={name}
                  aria-pressed={kind === shown}
                  onClick={() => {
                    if (why === null) onChoose(kind === chosen ? null : kind);
                  }}
                >
                  <Icon />
                  {kind === shown ? <span>{name}</span> : null}
                </button>
              </Tooltip>
            );
          })}
        </div>
      ))}
    </div>
  );
}

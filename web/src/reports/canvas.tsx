import {
  BarChart,
  BoxplotChart,
  FunnelChart,
  GaugeChart,
  HeatmapChart,
  LineChart,
  PieChart,
  RadarChart,
  SankeyChart,
  ScatterChart,
  TreemapChart,
} from "echarts/charts";
import {
  CalendarComponent,
  GridComponent,
  LegendComponent,
  LegendScrollComponent,
  RadarComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { ReportRow } from "../generated/api";
import type { Draw, Drawn } from "./drawing";
import { DRAWINGS, type DrawnKind } from "./drawings";

use([
  BarChart,
  BoxplotChart,
  CalendarComponent,
  CanvasRenderer,
  FunnelChart,
  GaugeChart,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LegendScrollComponent,
  LineChart,
  PieChart,
  RadarChart,
  RadarComponent,
  SankeyChart,
  ScatterChart,
  TooltipComponent,
  TreemapChart,
  VisualMapContinuousComponent,
]);

/** A chart that the library draws; it fits itself to its frame. */
export function Canvas({
  drawn,
  label,
  onPick,
}: {
  drawn: Drawn<DrawnKind>;
  label: string;
  onPick: (row: ReportRow) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const picked = useRef(onPick);
  picked.current = onPick;
  const draw = DRAWINGS[drawn.chart.kind] as Draw<DrawnKind>;
  const option: EChartsCoreOption = { ...draw(drawn), animation: false, textStyle: { fontFamily: "inherit" } };
  const last = useRef(option);
  last.current = option;
  useEffect(() => {
    if (frame.current === null) return;
    const made = init(frame.current);
    chart.current = made;
    made.setOption(last.current);
    made.on("click", ({ data }) => {
      const row = (data as { readonly row?: ReportRow } | null)?.row;
      if (row !== undefined) picked.current(row);
    });
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(frame.current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  });
  return <div ref={frame} role="img" aria-label={label} className="chart-canvas" />;
}

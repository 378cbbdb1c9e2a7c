import { lazy, Suspense } from "react";
import { Waiting } from "../ui/waiting";
import type { Shown } from "./chart-kind";
import type { AnyChart, AnyDrawn, ChartKind, Drawn } from "./drawing";
import type { DrawnKind } from "./drawings";
import { Kpi } from "./kinds/kpi";
import { Pivot } from "./kinds/pivot";
import { Ranking } from "./kinds/ranking";
import { AnswerTable } from "./kinds/table";
import "./reports.css";

const Canvas = lazy(() => import("./canvas").then((module) => ({ default: module.Canvas })));

/** A chart of any kind with its answer; `label` says what it shows to those who cannot see it. */
export function ChartView({ label, ...shown }: AnyDrawn & { label: string; onPick: Shown<ChartKind>["onPick"] }) {
  const { chart, onPick } = shown;
  switch (chart.kind) {
    case "kpi":
      return <Kpi {...shown} chart={chart} />;
    case "table":
      return <AnswerTable {...shown} chart={chart} />;
    case "pivot":
      return <Pivot {...shown} chart={chart} />;
    case "ranking":
      return <Ranking {...shown} chart={chart} />;
    default:
      return (
        <Suspense fallback={<Waiting />}>
          <Canvas drawn={{ ...shown, chart } as Drawn<DrawnKind>} label={label} onPick={onPick} />
        </Suspense>
      );
  }
}

/** Returns whether a chart shows its numbers as text already. */
export function isText(chart: AnyChart): boolean {
  return chart.kind === "table" || chart.kind === "pivot" || chart.kind === "kpi" || chart.kind === "ranking";
}

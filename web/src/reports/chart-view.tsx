import { lazy, Suspense } from "react";
import { Waiting } from "../ui/waiting";
import type { Shown } from "./chart-kind";
import type { AnyChart, AnyDrawn, ChartKind, Drawn } from "./drawing";
import type { DrawnKind } from "./drawings";
import { Association } from "./kinds/association";
import { Forecast } from "./kinds/forecast";
import { Kpi } from "./kinds/kpi";
import { Lift } from "./kinds/lift";
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
    case "association":
      return <Association {...shown} chart={chart} />;
    case "lift":
      return <Lift {...shown} chart={chart} />;
    case "forecast":
      return (
        <Forecast {...shown} chart={chart}>
          {(one) => (
            <Suspense fallback={<Waiting />}>
              <Canvas drawn={one as Drawn<DrawnKind>} label={label} onPick={onPick} />
            </Suspense>
          )}
        </Forecast>
      );
    default:
      return (
        <Suspense fallback={<Waiting />}>
          <Canvas drawn={{ ...shown, chart } as Drawn<DrawnKind>} label={label} onPick={onPick} />
        </Suspense>
      );
  }
}

const TEXTS = new Set<ChartKind>(["association", "kpi", "lift", "pivot", "ranking", "table"]);

/** Returns whether a chart shows its numbers as text already. */
export function isText(chart: AnyChart): boolean {
  return TEXTS.has(chart.kind);
}

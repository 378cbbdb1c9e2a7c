import { useTexts } from "../../core/language";
import type { DayScore } from "../../generated/api";
import { numberOf, pointsOf } from "./figures";

const WIDTH = 480;
const HEIGHT = 140;
const LEFT = 30;
const BOTTOM = 20;
const GRID = [0, 50, 100] as const;

/** The scores of the days, as a line between 0 and 100. */
export function Trend({ days }: { days: readonly DayScore[] }) {
  const { language, t } = useTexts();
  const shown = days.flatMap((one) => {
    const total = numberOf(one.total);
    return total === null ? [] : [{ day: one.day, time: Date.parse(one.day), total }];
  });
  const first = shown[0];
  const last = shown.at(-1);
  if (first === undefined || last === undefined) return null;
  const span = Math.max(1, last.time - first.time);
  const x = (time: number) => LEFT + ((WIDTH - LEFT - 8) * (shown.length === 1 ? span : time - first.time)) / span;
  const y = (total: number) => 8 + ((HEIGHT - BOTTOM - 8) * (100 - total)) / 100;
  const told = `${first.day} ${pointsOf(String(first.total), language)} – ${last.day} ${pointsOf(String(last.total), language)}`;
  return (
    <section aria-label={t("scores.historyOf")}>
      <h2>{t("scores.historyOf")}</h2>
      <svg
        aria-label={`${t("scores.historyOf")}: ${told}`}
        className="trend"
        role="img"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      >
        {GRID.map((one) => (
          <g key={one}>
            <line className="radar-axis" x1={LEFT} x2={WIDTH} y1={y(one)} y2={y(one)} />
            <text className="trend-label" textAnchor="end" x={LEFT - 6} y={y(one) + 4}>
              {one}
            </text>
          </g>
        ))}
        <polyline className="trend-line" points={shown.map((one) => `${x(one.time)},${y(one.total)}`).join(" ")} />
        <circle className="radar-dot" cx={x(last.time)} cy={y(last.total)} r={4} />
        <text className="trend-label" x={LEFT} y={HEIGHT - 4}>
          {shown.length === 1 ? "" : first.day}
        </text>
        <text className="trend-label" textAnchor="end" x={WIDTH} y={HEIGHT - 4}>
          {last.day}
        </text>
      </svg>
    </section>
  );
}

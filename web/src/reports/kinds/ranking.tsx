import { groupText, numberAt } from "../answer";
import type { Shown } from "../chart-kind";
import { written } from "../drawing";

/** Who has most, in order, with bars. */
export function Ranking(shown: Shown<"ranking">) {
  const { chart, read, words, onPick } = shown;
  const [measure] = read.measures;
  if (measure === undefined) return null;
  const greatest = Math.max(1e-9, ...read.details.map((row) => Math.abs(numberAt(row, measure.at) ?? 0)));
  return (
    <ol className="ranking">
      {read.details.map((row, at) => {
        const name = read.dimensions.map((one) => groupText(row, one, words)).join(" · ");
        const value = numberAt(row, measure.at);
        const others = (row.others ?? []).length > 0;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two groups can read alike
          <li key={`${name} ${at}`}>
            <button type="button" onClick={() => onPick(row)}>
              <span className={chart.medals && at < 3 && !others ? `ranking-place medal-${at + 1}` : "ranking-place"}>
                {others ? "" : at + 1}
              </span>
              <span className="ranking-name">{name}</span>
              <span className="ranking-value">{written(shown, measure, value)}</span>
              <span className="ranking-bar" aria-hidden>
                <span style={{ width: `${(100 * Math.abs(value ?? 0)) / greatest}%` }} />
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

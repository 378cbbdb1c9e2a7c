import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import type { ReportRow } from "../../generated/api";
import { groupText, headOf, memberText, numberAt, numberBefore, type Read, type Words } from "../answer";
import type { Shown } from "../chart-kind";
import { written } from "../drawing";
import { numberText } from "../numbers";
import { Sparkline } from "../sparkline";

/** One number, how it changed and went, and how far it is from its target; without any of these, what it means. */
export function Kpi(shown: Shown<"kpi">) {
  const { chart, read, words, onPick } = shown;
  const measure = read.measures.find(({ column }) => column.name === chart.value) ?? read.measures[0];
  if (measure === undefined) return null;
  const row = read.total ?? read.details.at(-1);
  const value = numberAt(row, measure.at);
  const before = numberBefore(read, row, measure.column.name);
  const change = value === null || before === null || before === 0 ? null : (value - before) / Math.abs(before);
  const direction = chart.direction ?? measure.column.direction ?? "up";
  const better = change === null || change === 0 || direction === "none" ? null : change > 0 === (direction === "up");
  const target = chart.target ?? measure.column.target ?? null;
  const reached = target === null || value === null || Number(target) === 0 ? null : value / Number(target);
  const { language, say, t } = words;
  const text = written(shown, measure, value);
  const trend = trendOf(read, measure.at, words);
  return (
    <div className="kpi">
      <button
        type="button"
        className="kpi-value"
        aria-label={`${headOf(measure.column, words)}: ${text}. ${t("reports.behind")}`}
        onClick={() => onPick(row ?? null)}
      >
        {text}
      </button>
      {row !== undefined && row === read.details.at(-1) && read.dimensions.length > 0 ? (
        <p className="quiet">{read.dimensions.map((one) => groupText(row, one, words)).join(" · ")}</p>
      ) : null}
      {change === null ? null : (
        <p className={better === null ? "kpi-change" : better ? "kpi-change good" : "kpi-change bad"}>
          {change < 0 ? <ArrowDownOutlined aria-hidden /> : <ArrowUpOutlined aria-hidden />}
          {numberText(Math.abs(change), { digits: 1, style: "percent" }, language)}{" "}
          <span className="quiet">{t("reports.before", { value: written(shown, measure, before) })}</span>
        </p>
      )}
      {reached === null ? null : (
        <p className="kpi-target">
          <progress max={1} value={Math.min(1, Math.max(0, reached))} aria-label={t("reports.target")} />
          <span className="quiet">
            {t("reports.ofTarget", {
              share: numberText(reached, { digits: 0, style: "percent" }, language),
              target: written(shown, measure, target),
            })}
          </span>
        </p>
      )}
      {read.measures
        .filter((one) => one !== measure)
        .map((one) => (
          <p key={one.column.name} className="quiet">
            {headOf(one.column, words)} {written(shown, one, row?.values[one.at])}
          </p>
        ))}
      {trend === null ? null : (
        <Sparkline
          label={t("reports.trend", { first: trend.first, last: trend.last, name: headOf(measure.column, words) })}
          values={trend.values}
        />
      )}
      {trend === null && change === null && reached === null && chart.description ? (
        <p className="kpi-note quiet">{say(chart.description)}</p>
      ) : null}
    </div>
  );
}

/** Returns how a number went along the first dimension, where that is time; null without two periods that have it. */
function trendOf(read: Read, at: number, words: Words) {
  const [along] = read.dimensions;
  if (along?.column.grain == null) return null;
  const time = (row: ReportRow) => String(row.values[along.at] ?? "");
  // What is compared with may have periods that are still to come: there is nothing in them.
  const known = (row: ReportRow) => row.values[at] !== null && row.count !== 0;
  const rows = read.details.filter((row) => time(row) !== "").sort((one, other) => (time(one) < time(other) ? -1 : 1));
  const [first, last] = [rows.findIndex(known), rows.findLastIndex(known)];
  if (last <= first) return null;
  const name = (row: ReportRow | undefined) => memberText(along.column, row?.values[along.at], words);
  const values = rows.slice(first, last + 1).map((row) => numberAt(row, at));
  return { first: name(rows[first]), last: name(rows[last]), values };
}

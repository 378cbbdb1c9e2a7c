import { Select } from "antd";
import { type ReactNode, useState } from "react";
import type { ForecastSeries } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { memberText } from "../answer";
import type { Shown } from "../chart-kind";
import type { Drawn } from "../drawing";
import { numberText } from "../numbers";

/** How a number goes on, for everything or a group, with how wrong the same way was so far. */
export function Forecast({
  children,
  ...shown
}: Shown<"forecast"> & { children: (drawn: Drawn<"forecast">) => ReactNode }) {
  const { read, words } = shown;
  const { t, language } = words;
  const [chosen, choose] = useState(0);
  const finding = read.answer.finding;
  if (finding?.kind !== "forecast") return <Nothing hint={t("analyses.notAskedHint")} title={t("analyses.notAsked")} />;
  const all = finding.series ?? [];
  const series = all[chosen] ?? all[0];
  if (series === undefined || (series.known ?? 0) < (series.needed ?? 0))
    return (
      <Nothing
        hint={t("analyses.shortHint", { known: series?.known ?? 0, needed: series?.needed ?? 0 })}
        title={t("analyses.short")}
      />
    );
  const name = (one: ForecastSeries) =>
    (one.members ?? [])
      .map((member, at) => {
        const column = read.dimensions[at + 1]?.column;
        return column === undefined ? String(member) : memberText(column, member, words);
      })
      .join(" · ") || t("analyses.everything");
  const drawn = {
    ...shown,
    read: { ...read, answer: { ...read.answer, finding: { ...finding, series: [series] } } },
  };
  return (
    <div className="forecast">
      {all.length > 1 ? (
        <Select
          aria-label={t("analyses.group")}
          options={all.map((one, at) => ({ label: name(one), value: at }))}
          popupMatchSelectWidth={false}
          size="small"
          value={chosen}
          onChange={choose}
        />
      ) : null}
      <div className="forecast-canvas">{children(drawn)}</div>
      <p className="forecast-told quiet">{told(series, t, language).join(" · ")}</p>
    </div>
  );
}

function told(series: ForecastSeries, t: Shown<"forecast">["words"]["t"], language: string): readonly string[] {
  const part = (value: unknown) => numberText(Number(value), { digits: 1, style: "percent" }, language);
  const number = (value: unknown) => numberText(Number(value), { digits: 2 }, language);
  const { model, mape, mase, naive_mape: naive, factor } = series;
  return [
    t("analyses.model", { model: t(`analyses.model_${model || "seasonal_naive"}` as "analyses.model") }),
    ...(mape == null ? [] : [t("analyses.error", { count: series.tested ?? 0, mape: part(mape) })]),
    ...(naive == null || model === "seasonal_naive" ? [] : [t("analyses.naive", { mape: part(naive) })]),
    ...(mase == null ? [] : [t("analyses.mase", { mase: number(mase) })]),
    ...(factor == null
      ? []
      : [
          t("analyses.factor", {
            factor: number(factor),
            high: number(series.factor_high),
            low: number(series.factor_low),
          }),
        ]),
  ];
}

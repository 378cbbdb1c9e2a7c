import type { ForecastSeries } from "../../generated/api";
import { periodText } from "../answer";
import { type Draw, legendOf, memberAxis, numberAxis, tip, tooltipOf, written } from "../drawing";
import { numberText } from "../numbers";

const numberOf = (value: number | string | null | undefined) =>
  value === null || value === undefined ? null : Number(value);

/** What was and what is expected along time, with a band; the first series of the finding. */
export const draw: Draw<"forecast"> = (drawn) => {
  const { read, words, colours } = drawn;
  const finding = read.answer.finding;
  const series: ForecastSeries | undefined = finding?.kind === "forecast" ? finding.series?.[0] : undefined;
  const grain = finding?.kind === "forecast" ? finding.grain : "month";
  const points = series?.points ?? [];
  const [measure] = read.measures;
  const members = points.map((one) => periodText(grain, one.period, words.language));
  const actual = points.map((one) => numberOf(one.actual));
  const last = actual.findLastIndex((one) => one !== null);
  // The line of what is expected begins where the other ends, so that there is no gap between them.
  const joined = (pick: (at: number) => number | null) =>
    points.map((_, at) => (at === last ? (actual[at] ?? null) : at > last ? pick(at) : null));
  const expected = joined((at) => numberOf(points[at]?.expected));
  const low = joined((at) => numberOf(points[at]?.low));
  const high = joined((at) => numberOf(points[at]?.high));
  const names = {
    actual: words.t("analyses.actual"),
    band: words.t("analyses.band", { confidence: finding?.kind === "forecast" ? finding.confidence : 80 }),
    expected: words.t("analyses.expected"),
  };
  const [first, second] = colours.series;
  const line = { symbol: "circle", symbolSize: 6, type: "line" };
  const promoted = points.flatMap((one, at) => (Number(one.promoted ?? 0) > 0 ? [at] : []));
  return {
    color: colours.series,
    grid: { bottom: 8, containLabel: true, left: 8, right: 16, top: 36 },
    legend: { ...legendOf(colours), data: [names.actual, names.expected, names.band] },
    series: [
      { ...line, data: actual, itemStyle: { color: first }, lineStyle: { width: 2 }, name: names.actual, z: 3 },
      {
        ...line,
        data: expected,
        itemStyle: { color: second },
        lineStyle: { type: "dashed", width: 2 },
        name: names.expected,
        z: 3,
      },
      { data: low, lineStyle: { opacity: 0 }, silent: true, stack: "band", symbol: "none", type: "line" },
      {
        areaStyle: { color: second, opacity: 0.18 },
        data: high.map((one, at) => (one === null || low[at] === null ? null : one - (low[at] ?? 0))),
        itemStyle: { color: second },
        lineStyle: { opacity: 0 },
        name: names.band,
        silent: true,
        stack: "band",
        symbol: "none",
        type: "line",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const [{ dataIndex }] = given as readonly [{ readonly dataIndex: number }];
        const one = points[dataIndex];
        if (one === undefined || measure === undefined) return "";
        const text = (value: unknown) => written(drawn, measure, value);
        const share = numberText(Number(one.promoted ?? 0), { digits: 0, style: "percent" }, words.language);
        const rows: (readonly [string, string])[] =
          one.actual === null || one.actual === undefined
            ? [
                [names.expected, text(one.expected)],
                [names.band, `${text(one.low)} – ${text(one.high)}`],
              ]
            : [[names.actual, text(one.actual)]];
        if (promoted.includes(dataIndex)) rows.push([words.t("analyses.promoted", { share }), ""]);
        return tip(members[dataIndex] ?? "", rows);
      },
      trigger: "axis",
    },
    xAxis: { ...memberAxis(drawn, members), boundaryGap: false },
    yAxis: numberAxis(drawn, measure, { scale: false }),
  };
};

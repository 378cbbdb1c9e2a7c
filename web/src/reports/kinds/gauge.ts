import { headOf, numberAt } from "../answer";
import { type Draw, formatIn, written } from "../drawing";

/** One number on a dial. */
export const draw: Draw<"gauge"> = (drawn) => {
  const { chart, colours, read, words } = drawn;
  const [measure] = read.measures;
  if (measure === undefined) return {};
  const value = numberAt(read.total ?? read.details[0], measure.at);
  const least = Number(chart.least ?? 0);
  const target =
    measure.column.target === null || measure.column.target === undefined ? null : Number(measure.column.target);
  const percent = formatIn(chart, measure).style === "percent";
  const greatest = Number(chart.greatest ?? target ?? (percent ? 1 : (value ?? 0) * 1.25 || 1));
  const bands = (chart.bands ?? []).map(Number);
  const part = (edge: number) => Math.min(1, Math.max(0, (edge - least) / (greatest - least || 1)));
  const stops =
    bands.length === 0
      ? [[1, colours.series[0]]]
      : [...bands.map((edge, at) => [part(edge), colours.series[at % colours.series.length]]), [1, colours.good]];
  return {
    series: [
      {
        anchor: { show: false },
        axisLabel: {
          color: colours.quiet,
          distance: 18,
          formatter: (one: number) => (one === least || one === greatest ? written(drawn, measure, one) : ""),
        },
        axisLine: { lineStyle: { color: stops, width: 14 } },
        axisTick: { show: false },
        center: ["50%", "64%"],
        data: [{ name: headOf(measure.column, words), row: read.total ?? read.details[0], value: value ?? 0 }],
        detail: {
          color: colours.text,
          fontSize: 22,
          formatter: () => written(drawn, measure, value),
          offsetCenter: [0, "24%"],
        },
        endAngle: -10,
        max: greatest,
        min: least,
        pointer: { itemStyle: { color: colours.text }, width: 4 },
        radius: "92%",
        splitLine: { show: false },
        splitNumber: 1,
        startAngle: 190,
        title: { show: false },
        type: "gauge",
      },
    ],
  };
};

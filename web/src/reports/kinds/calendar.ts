import { numberAt } from "../answer";
import { type Draw, tip, tooltipOf, written } from "../drawing";

/** Days of a year by colour. */
export const draw: Draw<"calendar"> = (drawn) => {
  const { colours, read, words } = drawn;
  const [day] = read.dimensions;
  const [measure] = read.measures;
  if (day === undefined || measure === undefined) return {};
  const points = read.details.flatMap((row) => {
    const at = row.values[day.at];
    return typeof at === "string" ? [{ row, value: [at.slice(0, 10), numberAt(row, measure.at)] }] : [];
  });
  const days = points.map(({ value }) => String(value[0])).sort();
  const numbers = points.map(({ value }) => Number(value[1] ?? 0));
  return {
    calendar: {
      cellSize: ["auto", "auto"],
      dayLabel: { color: colours.quiet, firstDay: 1, nameMap: words.language === "zh-CN" ? "ZH" : "EN" },
      itemStyle: { borderColor: colours.surface, borderWidth: 2, color: "transparent" },
      left: 36,
      monthLabel: { color: colours.quiet, nameMap: words.language === "zh-CN" ? "ZH" : "EN" },
      range: [days[0] ?? "", days.at(-1) ?? ""],
      right: 8,
      splitLine: { lineStyle: { color: colours.line } },
      top: 28,
      yearLabel: { show: false },
    },
    series: [{ coordinateSystem: "calendar", data: points, type: "heatmap" }],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { value } = given as { value: readonly unknown[] };
        return tip(String(value[0]), [["", written(drawn, measure, value[1])]]);
      },
    },
    visualMap: {
      inRange: { color: [colours.line, colours.series[0]] },
      max: Math.max(1, ...numbers),
      min: 0,
      show: false,
    },
  };
};

import { type Draw, frameOf, labelsOf, linesOf, memberAxis, numberAxis } from "../drawing";

/** Lines with what is below them, side by side or on top of each other. */
export const draw: Draw<"area"> = (drawn) => {
  const { lines, members } = linesOf(drawn);
  const stacked = drawn.chart.stacked ?? false;
  return {
    ...frameOf(drawn, lines),
    series: lines.map((line) => ({
      areaStyle: { opacity: stacked ? 0.7 : 0.15 },
      connectNulls: true,
      data: line.points,
      itemStyle: { color: line.colour },
      label: labelsOf(drawn, line.measure),
      name: line.name,
      showSymbol: members.length < 40,
      ...(stacked ? { stack: "all" } : {}),
      symbol: "circle",
      symbolSize: 6,
      type: "line",
    })),
    xAxis: { ...memberAxis(drawn, members), boundaryGap: members.length === 1 },
    yAxis: numberAxis(drawn, drawn.read.measures[0]),
  };
};

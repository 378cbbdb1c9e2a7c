import { type Draw, frameOf, labelsOf, linesOf, memberAxis, numberAxis } from "../drawing";

/** Lines over time or other members. */
export const draw: Draw<"line"> = (drawn) => {
  const { lines, members } = linesOf(drawn);
  return {
    ...frameOf(drawn, lines),
    series: lines.map((line) => ({
      connectNulls: true,
      data: line.points,
      itemStyle: { color: line.colour },
      label: labelsOf(drawn, line.measure),
      lineStyle: { width: 2 },
      name: line.name,
      showSymbol: members.length < 40,
      smooth: drawn.chart.smooth ?? false,
      symbol: "circle",
      symbolSize: 7,
      type: "line",
    })),
    xAxis: { ...memberAxis(drawn, members), boundaryGap: members.length === 1 },
    yAxis: numberAxis(drawn, drawn.read.measures[0]),
  };
};

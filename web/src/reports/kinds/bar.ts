import { type Draw, frameOf, labelsOf, linesOf, memberAxis, numberAxis } from "../drawing";

/** Bars side by side. */
export const draw: Draw<"bar"> = (drawn) => {
  const { lines, members } = linesOf(drawn);
  const lying = drawn.chart.horizontal ?? false;
  const names = memberAxis(drawn, members);
  const numbers = numberAxis(drawn, drawn.read.measures[0]);
  return {
    ...frameOf(drawn, lines),
    series: lines.map((line) => ({
      barMaxWidth: 36,
      data: line.points,
      itemStyle: { borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0], color: line.colour },
      label: labelsOf(drawn, line.measure, lying ? "right" : "top"),
      name: line.name,
      type: "bar",
    })),
    xAxis: lying ? numbers : names,
    yAxis: lying ? { ...names, inverse: true } : numbers,
  };
};

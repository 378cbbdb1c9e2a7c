import { type Draw, frameOf, labelsOf, linesOf, memberAxis, numberAxis } from "../drawing";

/** Bars, and lines with an axis of their own. */
export const draw: Draw<"combination"> = (drawn) => {
  const { lines, members } = linesOf(drawn);
  const isLine = (name: string) => drawn.chart.lines.includes(name);
  const bars = drawn.read.measures.find(({ column }) => !isLine(column.name));
  const other = drawn.read.measures.find(({ column }) => isLine(column.name));
  return {
    ...frameOf(drawn, lines),
    series: lines.map((line) => {
      const lined = isLine(line.measure.column.name);
      return {
        barMaxWidth: 36,
        connectNulls: true,
        data: line.points,
        itemStyle: { borderRadius: [3, 3, 0, 0], color: line.colour },
        label: labelsOf(drawn, line.measure),
        name: line.name,
        symbol: "circle",
        symbolSize: 7,
        type: lined ? "line" : "bar",
        yAxisIndex: lined ? 1 : 0,
        z: lined ? 3 : 2,
      };
    }),
    xAxis: memberAxis(drawn, members),
    yAxis: [numberAxis(drawn, bars), numberAxis(drawn, other, { splitLine: { show: false } })],
  };
};

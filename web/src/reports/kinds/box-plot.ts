import { groupText, headOf, numberAt } from "../answer";
import { type Draw, memberAxis, numberAxis, tip, tooltipOf, written } from "../drawing";

/** How the numbers of each member are spread. */
export const draw: Draw<"box_plot"> = (drawn) => {
  const { chart, colours, read, words } = drawn;
  const parts = [chart.least, chart.lower, chart.middle, chart.upper, chart.greatest].flatMap((name) =>
    read.measures.filter(({ column }) => column.name === name),
  );
  const [first] = read.dimensions;
  const members = read.details.map((row) => (first === undefined ? "" : groupText(row, first, words)));
  return {
    color: colours.series,
    grid: { bottom: 8, containLabel: true, left: 8, right: 16, top: 12 },
    series: [
      {
        data: read.details.map((row) => ({ row, value: parts.map(({ at }) => numberAt(row, at) ?? 0) })),
        itemStyle: { borderColor: colours.series[0], color: colours.surface },
        type: "boxplot",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { dataIndex } = given as { dataIndex: number };
        const row = read.details[dataIndex];
        return tip(
          members[dataIndex] ?? "",
          parts.map((one) => [headOf(one.column, words), written(drawn, one, row?.values[one.at])] as const),
        );
      },
    },
    xAxis: memberAxis(drawn, members),
    yAxis: numberAxis(drawn, parts[2], { scale: true }),
  };
};

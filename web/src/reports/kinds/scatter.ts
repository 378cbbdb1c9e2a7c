import { groupText, headOf, numberAt } from "../answer";
import { type Draw, numberAxis, tip, tooltipOf, written } from "../drawing";

/** Points by two numbers, and by a third as their size. */
export const draw: Draw<"scatter"> = (drawn) => {
  const { chart, colours, read, words } = drawn;
  const named = (name: string | null | undefined) => read.measures.find(({ column }) => column.name === name);
  const x = named(chart.x);
  const y = named(chart.y);
  const size = named(chart.size);
  if (x === undefined || y === undefined) return {};
  const greatest =
    size === undefined ? 1 : Math.max(1, ...read.details.map((row) => Math.abs(numberAt(row, size.at) ?? 0)));
  const shown = [x, y, ...(size === undefined ? [] : [size])];
  const title = (text: string) => ({
    name: text,
    nameGap: 26,
    nameLocation: "middle",
    nameTextStyle: { color: colours.quiet },
    scale: true,
  });
  return {
    color: colours.series,
    grid: { bottom: 24, containLabel: true, left: 24, right: 16, top: 12 },
    series: [
      {
        data: read.details.map((row) => ({
          name: read.dimensions.map((one) => groupText(row, one, words)).join(" · "),
          row,
          value: [numberAt(row, x.at), numberAt(row, y.at)],
        })),
        itemStyle: { opacity: 0.75 },
        symbolSize: (_: unknown, given: { data: { row: (typeof read.details)[number] } }) =>
          size === undefined ? 10 : 6 + 34 * Math.sqrt(Math.abs(numberAt(given.data.row, size.at) ?? 0) / greatest),
        type: "scatter",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { data } = given as { data: { name: string; row: (typeof read.details)[number] } };
        return tip(
          data.name,
          shown.map((one) => [headOf(one.column, words), written(drawn, one, data.row.values[one.at])] as const),
        );
      },
    },
    xAxis: numberAxis(drawn, x, title(headOf(x.column, words))),
    yAxis: numberAxis(drawn, y, { ...title(headOf(y.column, words)), nameGap: 44 }),
  };
};

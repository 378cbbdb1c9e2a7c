import { groupText, membersAlong, numberAt } from "../answer";
import { type Draw, memberAxis, tip, tooltipOf, written } from "../drawing";

/** Colours over two dimensions. */
export const draw: Draw<"heat_map"> = (drawn) => {
  const { colours, read, words } = drawn;
  const [across, down] = read.dimensions;
  const [measure] = read.measures;
  if (across === undefined || down === undefined || measure === undefined) return {};
  const columns = membersAlong(read, across, words);
  const rows = membersAlong(read, down, words);
  const points = read.details.map((row) => {
    const place = [columns.indexOf(groupText(row, across, words)), rows.indexOf(groupText(row, down, words))];
    return { row, value: [...place, numberAt(row, measure.at)] };
  });
  const numbers = points.map(({ value }) => value[2]).filter((one): one is number => typeof one === "number");
  return {
    grid: { bottom: 8, containLabel: true, left: 8, right: 16, top: 8 },
    series: [
      {
        data: points,
        itemStyle: { borderColor: colours.surface, borderRadius: 3, borderWidth: 2 },
        label: {
          formatter: ({ value }: { value: readonly unknown[] }) => written(drawn, measure, value[2]),
          show: drawn.chart.labels ?? false,
        },
        type: "heatmap",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { value } = given as { value: readonly number[] };
        const [x = 0, y = 0, number] = value;
        return tip(`${columns[x] ?? ""} · ${rows[y] ?? ""}`, [["", written(drawn, measure, number)]]);
      },
    },
    visualMap: {
      inRange: { color: [colours.line, colours.series[0]] },
      max: Math.max(0, ...numbers),
      min: Math.min(0, ...numbers),
      show: false,
    },
    xAxis: memberAxis(drawn, columns),
    yAxis: { ...memberAxis(drawn, rows), inverse: true },
  };
};

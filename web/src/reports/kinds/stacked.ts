import { type Draw, frameOf, linesOf, memberAxis, numberAxis, type Point, tip, tooltipOf, written } from "../drawing";

/** Bars on top of each other, as numbers or as shares of the whole. */
export const draw: Draw<"stacked"> = (drawn) => {
  const { lines, members } = linesOf(drawn);
  const { chart, read } = drawn;
  const lying = chart.horizontal ?? false;
  const sums = members.map((_, at) =>
    lines.reduce((sum, line) => sum + Math.abs(Number(line.points[at]?.value ?? 0)), 0),
  );
  const share = (point: Point | null, at: number) =>
    point === null || !chart.percent ? point : { ...point, value: Number(point.value ?? 0) / (sums[at] || 1) };
  const names = memberAxis(drawn, members);
  const percent = {
    axisLabel: { color: drawn.colours.quiet, formatter: (value: number) => `${Math.round(value * 100)}%` },
    max: 1,
  };
  const numbers = numberAxis(drawn, read.measures[0], chart.percent ? percent : {});
  return {
    ...frameOf(drawn, lines),
    series: lines.map((line) => ({
      barMaxWidth: 42,
      data: line.points.map(share),
      itemStyle: { color: line.colour },
      name: line.name,
      stack: "all",
      type: "bar",
    })),
    tooltip: {
      ...tooltipOf(drawn.colours),
      formatter: (given: unknown) => {
        const all = given as readonly {
          readonly seriesIndex: number;
          readonly dataIndex: number;
          readonly name: string;
        }[];
        const rows = all.flatMap(({ seriesIndex, dataIndex }) => {
          const line = lines[seriesIndex];
          return line === undefined
            ? []
            : [[line.name, written(drawn, line.measure, line.points[dataIndex]?.value)] as const];
        });
        return tip(all[0]?.name ?? "", rows);
      },
      trigger: "axis",
    },
    xAxis: lying ? numbers : names,
    yAxis: lying ? { ...names, inverse: true } : numbers,
  };
};

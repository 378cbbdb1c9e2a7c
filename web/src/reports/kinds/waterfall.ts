import { type Draw, frameOf, linesOf, memberAxis, numberAxis, tip, tooltipOf, written } from "../drawing";

/** Steps that add to or take from what was there before, and their sum. */
export const draw: Draw<"waterfall"> = (drawn) => {
  const { chart, colours, words } = drawn;
  const { lines, members } = linesOf(drawn);
  const [line] = lines;
  if (line === undefined) return {};
  const steps = line.points.map((one) => Number(one?.value ?? 0));
  const ends: number[] = [];
  for (const step of steps) ends.push((ends.at(-1) ?? 0) + step);
  const sum = ends.at(-1) ?? 0;
  const total = chart.total ?? true;
  const names = total ? [...members, words.t("reports.total")] : [...members];
  const starts = ends.map((end, at) => Math.min(end, end - (steps[at] ?? 0)));
  return {
    ...frameOf(drawn, []),
    series: [
      {
        data: [...starts, ...(total ? [0] : [])],
        itemStyle: { color: "transparent" },
        silent: true,
        stack: "all",
        type: "bar",
      },
      {
        barMaxWidth: 42,
        data: [
          ...line.points.map((point, at) => ({
            ...point,
            itemStyle: { borderRadius: 3, color: (steps[at] ?? 0) < 0 ? colours.bad : colours.good },
            value: Math.abs(steps[at] ?? 0),
          })),
          ...(total ? [{ itemStyle: { borderRadius: 3, color: colours.series[0] }, value: sum }] : []),
        ],
        stack: "all",
        type: "bar",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { dataIndex, name } = given as { dataIndex: number; name: string };
        return tip(name, [
          [line.name, written(drawn, line.measure, dataIndex < steps.length ? steps[dataIndex] : sum)],
        ]);
      },
    },
    xAxis: memberAxis(drawn, names),
    yAxis: numberAxis(drawn, line.measure),
  };
};

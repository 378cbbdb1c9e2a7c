import { type Draw, legendOf, linesOf, tip, tooltipOf, written } from "../drawing";

/** Several numbers around a centre. */
export const draw: Draw<"radar"> = (drawn) => {
  const { colours, chart } = drawn;
  const { lines, members } = linesOf(drawn);
  const greatest = Math.max(0, ...lines.flatMap(({ points }) => points.map((one) => Number(one?.value ?? 0))));
  const legend = (chart.legend ?? true) && lines.length > 1;
  return {
    color: colours.series,
    legend: legend ? legendOf(colours) : { show: false },
    radar: {
      axisName: { color: colours.quiet },
      center: ["50%", legend ? "56%" : "52%"],
      indicator: members.map((name) => ({ max: greatest || 1, name })),
      radius: "66%",
      splitArea: { show: false },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: [
      {
        areaStyle: { opacity: 0.12 },
        data: lines.map((line) => ({ name: line.name, value: line.points.map((one) => Number(one?.value ?? 0)) })),
        type: "radar",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { dataIndex } = given as { dataIndex: number };
        const line = lines[dataIndex];
        if (line === undefined) return "";
        return tip(
          line.name,
          members.map((name, at) => [name, written(drawn, line.measure, line.points[at]?.value)] as const),
        );
      },
    },
  };
};

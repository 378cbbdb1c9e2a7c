import { type Draw, legendOf, linesOf, tip, tooltipOf, written } from "../drawing";

/** Parts of a whole. */
export const draw: Draw<"pie"> = (drawn) => {
  const { chart, colours, read } = drawn;
  const [line] = linesOf(drawn).lines;
  const [dimension] = read.dimensions;
  const points = (line?.points ?? []).flatMap((point) => {
    if (point === null) return [];
    const colour = dimension === undefined ? undefined : chart.colours?.[String(point.row.values[dimension.at] ?? "")];
    return [{ ...point, ...(colour === undefined ? {} : { itemStyle: { color: colour } }) }];
  });
  const legend = chart.legend ?? true;
  return {
    color: colours.series,
    legend: legend ? { ...legendOf(colours), orient: "vertical", right: 0, top: "middle" } : { show: false },
    series: [
      {
        avoidLabelOverlap: true,
        center: legend ? ["36%", "50%"] : ["50%", "50%"],
        data: points,
        itemStyle: { borderColor: colours.surface, borderWidth: 2 },
        label: { color: colours.quiet, formatter: "{d}%", show: chart.labels ?? false },
        radius: (chart.ring ?? false) ? ["48%", "78%"] : "78%",
        type: "pie",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { name, value, percent } = given as { name: string; value: unknown; percent: number };
        return line === undefined
          ? ""
          : tip(name, [[line.name, `${written(drawn, line.measure, value)} · ${percent}%`]]);
      },
    },
  };
};

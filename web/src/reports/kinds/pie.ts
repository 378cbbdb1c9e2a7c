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
    legend: legend ? { ...legendOf(colours), bottom: 0, top: "auto" } : { show: false },
    series: [
      {
        avoidLabelOverlap: true,
        // Below the ring there is room for names, however narrow the tile is.
        bottom: legend ? 28 : 0,
        center: ["50%", "50%"],
        data: points,
        itemStyle: { borderColor: colours.surface, borderWidth: 2 },
        label: { color: colours.quiet, formatter: "{d}%", show: chart.labels ?? false },
        radius: (chart.ring ?? false) ? ["52%", "86%"] : "86%",
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

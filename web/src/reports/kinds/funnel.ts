import { headOf, numberAt } from "../answer";
import { type Draw, linesOf, type Point, tip, tooltipOf, written } from "../drawing";

/** Steps one after the other, each with what is left of the first. */
export const draw: Draw<"funnel"> = (drawn) => {
  const { colours, read, words } = drawn;
  const [line] = linesOf(drawn).lines;
  const { total } = read;
  // Without groups each number is a step.
  const steps: readonly Point[] =
    read.dimensions.length > 0 || total === undefined
      ? []
      : read.measures.map(({ at, column }) => ({
          name: headOf(column, words),
          row: total,
          value: numberAt(total, at),
        }));
  const points = steps.length > 0 ? steps : (line?.points ?? []).filter((point) => point !== null);
  const measure = line?.measure ?? read.measures[0];
  const first = Number(points[0]?.value ?? 0);
  const share = (value: unknown) => (first === 0 ? "–" : `${((100 * Number(value)) / first).toFixed(1)}%`);
  const say = (value: unknown) => (measure === undefined ? "" : `${written(drawn, measure, value)} · ${share(value)}`);
  return {
    color: colours.series,
    series: [
      {
        bottom: 8,
        data: points,
        gap: 3,
        itemStyle: { borderWidth: 0 },
        label: {
          color: colours.text,
          lineHeight: 16,
          formatter: ({ name, value }: { name: string; value: unknown }) => `${name}\n${say(value)}`,
          position: "right",
        },
        labelLine: { lineStyle: { color: colours.line } },
        left: 8,
        minSize: "6%",
        sort: "none",
        top: 8,
        type: "funnel",
        width: "46%",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { name, value } = given as { name: string; value: unknown };
        return tip(name, [[line?.name ?? "", say(value)]]);
      },
    },
  };
};

import { groupText, numberAt } from "../answer";
import { type Draw, tip, tooltipOf, written } from "../drawing";

/** What flows from the members of one dimension to those of the next. */
export const draw: Draw<"sankey"> = (drawn) => {
  const { colours, read, words } = drawn;
  const [measure] = read.measures;
  if (measure === undefined) return {};
  // The same word in two dimensions is two places.
  const names = new Map<string, string>();
  const links = new Map<string, { source: string; target: string; value: number; row: unknown }>();
  for (const row of read.details) {
    const value = Math.max(0, numberAt(row, measure.at) ?? 0);
    const stops = read.dimensions.map((one, at) => {
      const text = groupText(row, one, words);
      names.set(`${at} ${text}`, text);
      return `${at} ${text}`;
    });
    for (const [at, source] of stops.slice(0, -1).entries()) {
      const target = stops[at + 1] ?? "";
      const link = links.get(`${source} ${target}`) ?? { row, source, target, value: 0 };
      links.set(`${source} ${target}`, { ...link, value: link.value + value });
    }
  }
  return {
    color: colours.series,
    series: [
      {
        bottom: 8,
        data: [...names.keys()].map((name) => ({ name })),
        label: { color: colours.text, formatter: ({ name }: { name: string }) => names.get(name) ?? name },
        left: 8,
        lineStyle: { color: "gradient", opacity: 0.35 },
        links: [...links.values()].filter(({ value }) => value > 0),
        right: 96,
        top: 8,
        type: "sankey",
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { data, name, value } = given as {
          data: { source?: string; target?: string };
          name: string;
          value: unknown;
        };
        const called = (one: string | undefined) => (one === undefined ? "" : (names.get(one) ?? one));
        const title = data.source === undefined ? called(name) : `${called(data.source)} → ${called(data.target)}`;
        return tip(title, [["", written(drawn, measure, value)]]);
      },
    },
  };
};

import { groupText, numberAt } from "../answer";
import { type Draw, tip, tooltipOf, written } from "../drawing";

interface Node {
  name: string;
  value: number;
  row?: unknown;
  children?: Node[];
}

/** Areas inside of areas. */
export const draw: Draw<"treemap"> = (drawn) => {
  const { colours, read, words } = drawn;
  const [measure] = read.measures;
  if (measure === undefined) return {};
  const roots: Node[] = [];
  for (const row of read.details) {
    const value = Math.max(0, numberAt(row, measure.at) ?? 0);
    let level = roots;
    for (const [at, dimension] of read.dimensions.entries()) {
      const name = groupText(row, dimension, words);
      let node = level.find((one) => one.name === name);
      if (node === undefined) {
        node = { name, value: 0 };
        level.push(node);
      }
      node.value += value;
      if (at === read.dimensions.length - 1) node.row = row;
      else {
        node.children ??= [];
        level = node.children;
      }
    }
  }
  return {
    color: colours.series,
    series: [
      {
        breadcrumb: { show: read.dimensions.length > 1 },
        data: roots,
        itemStyle: { borderColor: colours.surface, gapWidth: 2 },
        label: { formatter: "{b}" },
        nodeClick: false,
        roam: false,
        type: "treemap",
        upperLabel: { height: 22, show: read.dimensions.length > 1 },
      },
    ],
    tooltip: {
      ...tooltipOf(colours),
      formatter: (given: unknown) => {
        const { name, value } = given as { name: string; value: unknown };
        return tip(name, [["", written(drawn, measure, value)]]);
      },
    },
  };
};

import type { Table } from "./draft";

/** Tables that a newcomer can load, by the key of their label. The first shows a gap and an overlap. */
export const READY_MADE = {
  discount: {
    aggregation: null,
    hit_policy: "unique",
    inputs: [{ expression: "level", values: '"VIP", "regular", "new"' }, { expression: "amount" }],
    names: [
      { name: "level", type: "string", value: "regular" },
      { name: "amount", type: "number", value: "8000" },
    ],
    outputs: [{ name: "discount" }, { name: "approval" }],
    rules: [
      { inputs: ['"VIP"', ">= 10000"], outputs: ["0.12", "false"] },
      { inputs: ['"VIP"', "< 10000"], outputs: ["0.08", "false"] },
      { inputs: ['"regular"', ">= 10000"], outputs: ["0.05", "false"] },
      { inputs: ['"regular"', "[0..12000]"], outputs: ["0.02", "false"] },
      { inputs: ['"new"', "< 5000"], outputs: ["0", "false"] },
      { inputs: ['"new"', "> 20000"], outputs: ["0.03", "true"] },
    ],
  },
  approval: {
    aggregation: null,
    hit_policy: "first",
    inputs: [{ expression: "报销金额" }, { expression: "类别", values: '"差旅", "招待", "办公"' }],
    names: [
      { name: "报销金额", type: "number", value: "3860.50" },
      { name: "类别", type: "string", value: "招待" },
    ],
    outputs: [{ name: "审批人" }],
    rules: [
      { inputs: ["> 50000", "-"], outputs: ['"总经理"'] },
      { inputs: ["-", '"招待"'], outputs: ['"部门经理"'] },
      { inputs: ["> 5000", "-"], outputs: ['"部门经理"'] },
      { inputs: ["-", "-"], outputs: ['"自动通过"'] },
    ],
  },
  risk: {
    aggregation: "sum",
    hit_policy: "collect",
    inputs: [{ expression: "age" }, { expression: "overdue days" }, { expression: "country" }],
    names: [
      { name: "age", type: "number", value: "22" },
      { name: "overdue days", type: "number", value: "45" },
      { name: "country", type: "string", value: "CN" },
    ],
    outputs: [{ name: "points" }],
    rules: [
      { inputs: ["< 25", "-", "-"], outputs: ["20"] },
      { inputs: ["-", "[1..30]", "-"], outputs: ["15"] },
      { inputs: ["-", "> 30", "-"], outputs: ["40"] },
      { inputs: ["-", "-", 'not("CN", "SG", "DE")'], outputs: ["10"] },
    ],
  },
} as const satisfies Readonly<Record<string, Table>>;

/** The key of a ready-made table. */
export type ReadyMadeName = keyof typeof READY_MADE;

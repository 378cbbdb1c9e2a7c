import type { RuleDraft, TableDraft } from "../../generated/api";

/** A table as the page keeps it: everything that the server takes, nothing left out. */
export type Table = TableDraft & { readonly names: NonNullable<TableDraft["names"]> };

/** The two kinds of columns. */
export type Side = "inputs" | "outputs";

/** What a new cell holds: a test that lets everything pass, or nothing yet. */
const NEW: Readonly<Record<Side, string>> = { inputs: "-", outputs: "" };

/** Returns the table with a cell of a rule changed. */
export function withCell(table: Table, rule: number, side: Side, column: number, text: string): Table {
  return withRule(table, rule, (one) => ({ ...one, [side]: one[side].with(column, text) }));
}

/** Returns the table with another rule behind the one at `after`: a copy of `like`, or an empty one. */
export function withNewRule(table: Table, after: number, like?: RuleDraft): Table {
  const rule = like ?? { inputs: table.inputs.map(() => NEW.inputs), outputs: table.outputs.map(() => NEW.outputs) };
  return { ...table, rules: table.rules.toSpliced(after + 1, 0, rule) };
}

/** Returns the table with a rule that has these tests, and outputs to be filled in. */
export function withTests(table: Table, tests: readonly string[]): Table {
  return withNewRule(table, table.rules.length - 1, { inputs: tests, outputs: table.outputs.map(() => NEW.outputs) });
}

/** Returns the table without a rule. */
export function withoutRule(table: Table, rule: number): Table {
  return { ...table, rules: table.rules.toSpliced(rule, 1) };
}

/** Returns the table with a rule moved up (-1) or down (1); unchanged at the ends. */
export function withMovedRule(table: Table, rule: number, by: -1 | 1): Table {
  const [moved] = table.rules.slice(rule, rule + 1);
  const there = rule + by;
  if (moved === undefined || there < 0 || there >= table.rules.length) return table;
  return { ...table, rules: table.rules.toSpliced(rule, 1).toSpliced(there, 0, moved) };
}

/** Returns the table with another column at the end of a side. */
export function withNewColumn(table: Table, side: Side, name: string): Table {
  const rules = table.rules.map((one) => ({ ...one, [side]: [...one[side], NEW[side]] }));
  return side === "inputs"
    ? { ...table, inputs: [...table.inputs, { expression: name }], rules }
    : { ...table, outputs: [...table.outputs, { name }], rules };
}

/** Returns the table without a column; the last output stays. */
export function withoutColumn(table: Table, side: Side, column: number): Table {
  if (side === "outputs" && table.outputs.length === 1) return table;
  const rules = table.rules.map((one) => ({ ...one, [side]: one[side].toSpliced(column, 1) }));
  return { ...table, rules, [side]: table[side].toSpliced(column, 1) };
}

function withRule(table: Table, rule: number, change: (rule: RuleDraft) => RuleDraft): Table {
  return { ...table, rules: table.rules.map((one, position) => (position === rule ? change(one) : one)) };
}

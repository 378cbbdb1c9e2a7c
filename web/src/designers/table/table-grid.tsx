import { CheckOutlined, CloseOutlined, MoreOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Tooltip } from "antd";
import { type KeyboardEvent, useRef } from "react";
import { useTexts } from "../../core/language";
import type { Diagnostic, TableAnalysis } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { type Side, type Table, withCell, withMovedRule, withNewRule, withoutColumn, withoutRule } from "./draft";

const SIDES: readonly Side[] = ["inputs", "outputs"];

/** The table itself: columns as heads, rules as rows, every cell a text. */
export function TableGrid({
  table,
  found,
  matching,
  onChange,
}: {
  table: Table;
  found: TableAnalysis | undefined;
  /** The numbers of the rules that decide, from 1. */
  matching: readonly number[];
  onChange: (table: Table) => void;
}) {
  const { t } = useTexts();
  const grid = useRef<HTMLDivElement>(null);
  const cell = (rule: number, column: string) =>
    grid.current?.querySelector<HTMLElement>(`[data-rule="${rule}"][data-column="${column}"]`);
  const focus = (rule: number, column: string) => {
    const there = cell(rule, column);
    if (there) there.focus();
    // A rule that has just been added is drawn first.
    else requestAnimationFrame(() => cell(rule, column)?.focus());
  };
  const add = () => {
    onChange(withNewRule(table, table.rules.length - 1));
    focus(table.rules.length, table.inputs.length > 0 ? "inputs-0" : "outputs-0");
  };
  const move = (event: KeyboardEvent<HTMLElement>, rule: number, column: string) => {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    if (by === undefined || event.shiftKey || event.altKey) return;
    const there = rule + by;
    if (event.key === "Enter" && there === table.rules.length) onChange(withNewRule(table, rule));
    else if (there < 0 || there >= table.rules.length) return;
    event.preventDefault();
    focus(there, column);
  };
  return (
    <div className="grid-scroll" ref={grid}>
      <table className="grid">
        <Heads table={table} found={found?.diagnostics ?? []} onChange={onChange} />
        <tbody>
          {table.rules.map((_, rule) => (
            <Rule
              // Rules are known by their number.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={rule}
              rule={rule}
              table={table}
              found={(found?.diagnostics ?? []).filter((one) => one.path?.startsWith(`/rules/${rule}/`))}
              matched={matching.includes(rule + 1)}
              onChange={onChange}
              onMove={move}
            />
          ))}
        </tbody>
      </table>
      {table.rules.length === 0 ? <Nothing title={t("table.empty")} hint={t("table.emptyHint")} /> : null}
      <Button className="add-rule" icon={<PlusOutlined />} type="text" onClick={add}>
        {t("table.addRule")}
      </Button>
    </div>
  );
}

function Heads({
  table,
  found,
  onChange,
}: {
  table: Table;
  found: readonly Diagnostic[];
  onChange: (table: Table) => void;
}) {
  const { t } = useTexts();
  return (
    <thead>
      <tr className="sides">
        <td className="number" />
        {table.inputs.length > 0 ? (
          <th colSpan={table.inputs.length} scope="colgroup">
            {t("table.inputs")}
          </th>
        ) : null}
        <th className="output first" colSpan={table.outputs.length} scope="colgroup">
          {t("table.outputs")}
        </th>
        <td className="menu" />
      </tr>
      <tr className="heads">
        <td className="number" />
        {SIDES.flatMap((side) =>
          table[side].map((_, column) => (
            <Head
              // Columns are known by their place.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={`${side}${column}`}
              side={side}
              column={column}
              table={table}
              wrong={found.some((one) => one.path?.startsWith(`/${side}/${column}`))}
              onChange={onChange}
            />
          )),
        )}
        <td className="menu" />
      </tr>
    </thead>
  );
}

function Head({
  side,
  column,
  table,
  wrong,
  onChange,
}: {
  side: Side;
  column: number;
  table: Table;
  wrong: boolean;
  onChange: (table: Table) => void;
}) {
  const { t } = useTexts();
  const number = t(side === "inputs" ? "table.input" : "table.output", { number: column + 1 });
  const { inputs, outputs } = table;
  const title = side === "inputs" ? inputs[column]?.expression : outputs[column]?.name;
  const second = side === "inputs" ? inputs[column]?.values : outputs[column]?.default;
  const secondName = side === "inputs" ? t("table.allowed") : t("table.fallback");
  const change = (first: string, other: string) =>
    side === "inputs"
      ? onChange({ ...table, inputs: inputs.with(column, { ...inputs[column], expression: first, values: other }) })
      : onChange({ ...table, outputs: outputs.with(column, { ...outputs[column], default: other, name: first }) });
  return (
    <th className={`${side === "outputs" ? "output" : "input"} ${column === 0 ? "first" : ""}`} scope="col">
      <div className="head">
        <input
          aria-label={number}
          className={wrong ? "wrong" : ""}
          placeholder={number}
          value={title ?? ""}
          onChange={(event) => change(event.target.value, second ?? "")}
        />
        <Button
          aria-label={t("table.removeColumn", { name: title || number })}
          disabled={side === "outputs" && outputs.length === 1}
          icon={<CloseOutlined />}
          size="small"
          type="text"
          onClick={() => onChange(withoutColumn(table, side, column))}
        />
      </div>
      <input
        aria-label={`${number}: ${secondName}`}
        className="second"
        placeholder={secondName}
        value={second ?? ""}
        onChange={(event) => change(title ?? "", event.target.value)}
      />
    </th>
  );
}

function Rule({
  rule,
  table,
  found,
  matched,
  onChange,
  onMove,
}: {
  rule: number;
  table: Table;
  found: readonly Diagnostic[];
  matched: boolean;
  onChange: (table: Table) => void;
  onMove: (event: KeyboardEvent<HTMLElement>, rule: number, column: string) => void;
}) {
  const { t, say } = useTexts();
  return (
    <tr className={matched ? "matched" : ""} data-matched={matched}>
      <th className="number" scope="row">
        {rule + 1}
        {matched ? <CheckOutlined aria-label={t("table.matched")} className="matched-mark" /> : null}
      </th>
      {SIDES.flatMap((side) =>
        (table.rules[rule]?.[side] ?? []).map((text, column) => {
          const wrong = found.find((one) => one.path?.startsWith(`/rules/${rule}/${side}/${column}`));
          const head = side === "inputs" ? table.inputs[column]?.expression : table.outputs[column]?.name;
          const key = `${side}-${column}`;
          return (
            <td key={key} className={`${side === "outputs" ? "output" : "input"} ${column === 0 ? "first" : ""}`}>
              <Tooltip title={wrong ? say(wrong.message) : ""}>
                <textarea
                  aria-invalid={wrong !== undefined}
                  aria-label={t("table.cell", {
                    column: head || t("table.input", { number: column + 1 }),
                    rule: rule + 1,
                  })}
                  className={wrong ? "wrong" : ""}
                  data-column={key}
                  data-rule={rule}
                  rows={1}
                  spellCheck={false}
                  value={text}
                  onChange={(event) => onChange(withCell(table, rule, side, column, event.target.value))}
                  onKeyDown={(event) => onMove(event, rule, key)}
                />
              </Tooltip>
            </td>
          );
        }),
      )}
      <td className="menu">
        <RuleMenu rule={rule} table={table} onChange={onChange} />
      </td>
    </tr>
  );
}

function RuleMenu({ rule, table, onChange }: { rule: number; table: Table; onChange: (table: Table) => void }) {
  const { t } = useTexts();
  const doing: Readonly<Record<string, () => Table>> = {
    down: () => withMovedRule(table, rule, 1),
    duplicate: () => withNewRule(table, rule, table.rules[rule]),
    remove: () => withoutRule(table, rule),
    up: () => withMovedRule(table, rule, -1),
  };
  const items = [
    { key: "duplicate", label: t("table.duplicate") },
    { disabled: rule === 0, key: "up", label: t("table.up") },
    { disabled: rule === table.rules.length - 1, key: "down", label: t("table.down") },
    { danger: true, key: "remove", label: t("table.remove") },
  ];
  const run = ({ key }: { key: string }) => {
    const changed = doing[key]?.();
    if (changed !== undefined) onChange(changed);
  };
  return (
    <Dropdown menu={{ items, onClick: run }} trigger={["click"]}>
      <Button aria-label={t("table.menu", { rule: rule + 1 })} icon={<MoreOutlined />} size="small" type="text" />
    </Dropdown>
  );
}

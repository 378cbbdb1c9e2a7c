import { Table } from "antd";
import type { ReportRow } from "../../generated/api";
import { groupText, headOf, numberAt, type Placed } from "../answer";
import type { Shown } from "../chart-kind";
import { type AnyDrawn, written } from "../drawing";

/** An answer as rows and columns. */
export function AnswerTable(shown: AnyDrawn & Pick<Shown<"table">, "onPick">) {
  const { chart, read, words, onPick } = shown;
  const wanted = chart.kind === "table" ? (chart.show ?? []) : [];
  const visible = ({ column }: Placed) => wanted.length === 0 || wanted.includes(column.name);
  const isTotal = (row: ReportRow) => (row.level ?? []).length < read.dimensions.length;
  return (
    <Table<ReportRow>
      className="answer-table"
      columns={[
        ...read.dimensions.filter(visible).map((one) => ({
          key: one.column.name,
          render: (_: unknown, row: ReportRow) =>
            (row.level ?? []).includes(one.column.name) ? groupText(row, one, words) : words.t("reports.total"),
          title: headOf(one.column, words),
        })),
        ...read.measures.filter(visible).map((one) => ({
          align: "right" as const,
          key: one.column.name,
          render: (_: unknown, row: ReportRow) => (
            <button type="button" className="link number" onClick={() => onPick(row)}>
              {written(shown, one, row.values[one.at])}
            </button>
          ),
          sorter: (a: ReportRow, b: ReportRow) => (numberAt(a, one.at) ?? 0) - (numberAt(b, one.at) ?? 0),
          title: headOf(one.column, words),
        })),
      ]}
      dataSource={[
        ...(read.dimensions.length === 0 ? read.answer.rows : read.details),
        ...totalsOf(read.answer.rows, isTotal),
      ]}
      pagination={false}
      rowClassName={(row) => (read.dimensions.length > 0 && isTotal(row) ? "answer-total" : "")}
      rowKey={(row) => JSON.stringify([row.values, row.level, row.others])}
      scroll={{ x: "max-content" }}
      size="small"
    />
  );
}

function totalsOf(rows: readonly ReportRow[], isTotal: (row: ReportRow) => boolean): readonly ReportRow[] {
  return rows.filter((row) => isTotal(row) && (row.level ?? []).length === 0);
}

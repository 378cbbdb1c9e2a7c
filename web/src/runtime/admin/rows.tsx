import { Table } from "antd";
import type { ReactNode } from "react";
import { useMedia } from "../../core/moments";

/** A column of a list of the administration. */
export interface RowColumn<T> {
  readonly key: string;
  readonly title: string;
  readonly width?: number;
  readonly render: (row: T) => ReactNode;
}

/** A list: a table where there is room, cards on a phone. The first column opens what it is about. */
export function Rows<T extends object>({
  rows,
  columns,
  label,
  rowKey,
  onOpen,
}: {
  rows: readonly T[];
  columns: readonly RowColumn<T>[];
  label: string;
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
}) {
  const narrow = useMedia("(max-width: 760px)");
  const [first, ...rest] = columns;
  if (first === undefined) return null;
  const name = (row: T) =>
    onOpen === undefined ? (
      first.render(row)
    ) : (
      <button type="button" className="link" onClick={() => onOpen(row)}>
        {first.render(row)}
      </button>
    );
  if (narrow) {
    return (
      <ul className="record-cards" aria-label={label}>
        {rows.map((row) => (
          <li key={rowKey(row)}>
            <div className="row-card-name">{name(row)}</div>
            <dl>
              {rest.map((column) => (
                <div key={column.key}>
                  <dt>{column.title}</dt>
                  <dd>{column.render(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <Table<T>
      aria-label={label}
      columns={[
        { key: first.key, render: (_: unknown, row: T) => name(row), title: first.title, ...widthOf(first) },
        ...rest.map((column) => ({
          key: column.key,
          render: (_: unknown, row: T) => column.render(row),
          title: column.title,
          ...widthOf(column),
        })),
      ]}
      dataSource={rows as T[]}
      pagination={false}
      rowKey={rowKey}
      scroll={{ x: "max-content" }}
      size="middle"
    />
  );
}

function widthOf<T>({ width }: RowColumn<T>): { readonly width?: number } {
  return width === undefined ? {} : { width };
}

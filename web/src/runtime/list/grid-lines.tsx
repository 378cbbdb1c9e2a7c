// biome-ignore-all lint/a11y/useSemanticElements: of a table that holds only the lines in sight no HTML table can be made
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and tells which of its cells is meant
import { CaretDownOutlined, CaretRightOutlined, LoadingOutlined, MoreOutlined } from "@ant-design/icons";
import { Button, Checkbox, Dropdown, type MenuProps } from "antd";
import { memo, type ReactNode } from "react";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import type { FigureQuery, RecordView, SummaryGroup } from "../../generated/api";
import { typeOf } from "../form/store";
import { columnValue } from "../system";
import type { Column } from "./columns";
import type { ListQuery } from "./query";
import { follow } from "./reach";
import type { Node } from "./rows";

/** The value of a column of a record. */
export function CellValue({ record, column }: { record: RecordView; column: Column }) {
  const value = columnValue(record, column.name);
  if (value === null) return <span className="quiet">—</span>;
  if (record.masked?.includes(column.name)) return <span>{String(value)}</span>;
  return <column.type.Cell field={column.field} value={value} />;
}

/** How far pinned columns stay from the left, in their order; null for those that are scrolled. */
export type Lefts = readonly (number | null)[];

/** A line with a record. */
export const RecordLine = memo(function RecordLine({
  record,
  columns,
  lefts,
  line,
  top,
  template,
  selected,
  active,
  range,
  editing,
  editor,
  route,
  menu,
  onSelect,
}: {
  record: RecordView;
  columns: readonly Column[];
  lefts: Lefts;
  /** The position among all lines. */
  line: number;
  top: number;
  template: string;
  selected: boolean;
  /** The column that the keyboard is at; null for another line. */
  active: number | null;
  /** The first and last column of what is marked in this line. */
  range: string | null;
  editing: number | null;
  editor: ReactNode;
  /** Where the record is opened. */
  route: string;
  menu: (record: RecordView) => NonNullable<MenuProps["items"]>;
  onSelect: (id: string, on: boolean, line: number, shift: boolean) => void;
}) {
  const { t } = useTexts();
  const [from = 1, to = 0] = range?.split("-").map(Number) ?? [];
  const name = t("list.record");
  return (
    <div
      aria-rowindex={line + 2}
      aria-selected={selected}
      className="grid-line"
      data-editing={editing !== null || undefined}
      data-selected={selected || undefined}
      role="row"
      style={{ gridTemplateColumns: template, top }}
    >
      <div className="grid-cell grid-select" role="gridcell">
        <Checkbox
          aria-label={t("list.one", { name })}
          checked={selected}
          tabIndex={-1}
          onChange={({ target, nativeEvent }) =>
            onSelect(record.id, target.checked, line, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
          }
        />
      </div>
      {columns.map((column, at) => (
        <div
          key={column.name}
          id={`list-cell-${line}-${at}`}
          aria-colindex={at + 2}
          className="grid-cell"
          data-active={active === at || undefined}
          data-column={at}
          data-line={line}
          data-marked={(at >= from && at <= to) || undefined}
          data-pinned={lefts[at] !== null || undefined}
          data-right={column.type.right || undefined}
          role="gridcell"
          style={lefts[at] === null ? undefined : { left: lefts[at] }}
        >
          {editing === at ? (
            editor
          ) : at === 0 ? (
            <a className="grid-title" href={route} tabIndex={-1} draggable={false}>
              {columnValue(record, column.name) === null ? (
                t("records.untitled")
              ) : (
                <CellValue column={column} record={record} />
              )}
            </a>
          ) : (
            <CellValue column={column} record={record} />
          )}
        </div>
      ))}
      <div className="grid-cell" role="gridcell" />
      <div className="grid-cell grid-actions" role="gridcell">
        <Dropdown menu={{ items: menu(record) }} trigger={["click"]}>
          <Button
            aria-label={t("list.actions", { name })}
            icon={<MoreOutlined />}
            size="small"
            tabIndex={-1}
            type="text"
          />
        </Dropdown>
      </div>
    </div>
  );
});

/** A figure of a column, as the column shows its values. */
export function FigureValue({
  wanted,
  value,
  columns,
}: {
  wanted: FigureQuery;
  value: Json;
  columns: readonly Column[];
}) {
  const column = columns.find((one) => one.name === wanted.field);
  if (value === null || column === undefined) return <>—</>;
  if (wanted.figure === "count") return <>{String(value)}</>;
  return <column.type.Cell field={column.field} value={value} />;
}

/** The line above the records of a group: what they share, how many they are, and their figures. */
export function GroupLine({
  node,
  list,
  line,
  top,
  template,
  lefts,
  figures,
  active,
  onToggle,
}: {
  node: Node;
  list: ListQuery;
  line: number;
  top: number;
  template: string;
  lefts: Lefts;
  figures: readonly FigureQuery[];
  active: boolean;
  onToggle: () => void;
}) {
  const { t } = useTexts();
  const { group } = node;
  if (group === null) return null;
  return (
    <div
      aria-rowindex={line + 2}
      className="grid-line grid-group"
      role="row"
      style={{ gridTemplateColumns: template, top }}
    >
      <div
        id={`list-cell-${line}-0`}
        className="grid-cell grid-group-name"
        data-active={active || undefined}
        data-column={0}
        data-line={line}
        role="gridcell"
        style={{ paddingLeft: 10 + node.depth * 20 }}
      >
        <button type="button" className="group-toggle" aria-expanded={node.open} tabIndex={-1} onClick={onToggle}>
          {node.open ? <CaretDownOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />}
          <GroupName group={group} level={node.depth} list={list} />
        </button>
        <span className="quiet">{t("list.groupCount", { count: group.count })}</span>
      </div>
      {list.columns.map((column, at) => {
        const place = figures.findIndex((one) => one.field === column.name);
        if (at === 0) return null;
        return (
          <div
            key={column.name}
            className="grid-cell grid-figure"
            data-right={column.type.right || undefined}
            role="gridcell"
            style={{ gridColumn: at + 2, ...(lefts[at] === null ? {} : { left: lefts[at] }) }}
          >
            {place < 0 || figures[place] === undefined ? null : (
              <FigureValue
                columns={list.columns}
                value={(group.figures?.[place] ?? null) as Json}
                wanted={figures[place]}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

/** What the records of a group share. */
export function GroupName({ group, level, list }: { group: SummaryGroup; level: number; list: ListQuery }) {
  const { t, language } = useTexts();
  const by = list.group[level];
  const found = by === undefined ? null : follow(list.form, by.by, list.forms);
  const value = (group.value ?? null) as Json;
  if (value === null) return <span>{t("list.empty")}</span>;
  if (found === null || typeof found === "string") return <span>{String(value)}</span>;
  if (by?.unit && typeof value === "string") return <span>{stretchText(value, by.unit, language)}</span>;
  const { field } = found;
  if (field.kind === "date_time") return <span>{String(value)}</span>;
  const type = typeOf(field);
  return <type.Cell field={field} value={value} />;
}

/** Returns how people call a stretch of time by its first day. */
function stretchText(first: string, unit: string, language: "en" | "zh-CN"): string {
  const [year = "", month = ""] = first.split("-");
  switch (unit) {
    case "year":
      return language === "en" ? year : `${year}年`;
    case "quarter": {
      const quarter = Math.ceil(Number(month) / 3);
      return language === "en" ? `Q${quarter} ${year}` : `${year}年第${quarter}季度`;
    }
    case "month":
      return language === "en" ? `${year}-${month}` : `${year}年${Number(month)}月`;
    default:
      return first;
  }
}

/** A line that tells that more is on its way, or could not be loaded. */
export function StateLine({
  state,
  top,
  line,
  onRetry,
}: {
  state: "loading" | "failed";
  top: number;
  line: number;
  onRetry: () => void;
}) {
  const { t } = useTexts();
  return (
    <div aria-rowindex={line + 2} className="grid-line grid-state" role="row" style={{ top }}>
      <div className="grid-cell" role="gridcell">
        {state === "loading" ? (
          <span className="quiet">
            <LoadingOutlined aria-hidden /> {t("list.loading")}
          </span>
        ) : (
          <>
            {t("list.loadFailed")}{" "}
            <Button size="small" onClick={onRetry}>
              {t("list.retry")}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

// biome-ignore-all lint/a11y/useSemanticElements: of a table that holds only the lines in sight no HTML table can be made
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and tells which of its cells is meant
import { CaretDownFilled, CaretUpFilled, MoreOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import type { ListColumn, Sort } from "../../generated/api";
import { type Column, figuresOf, GREATEST_WIDTH, isGroupable, LEAST_WIDTH } from "./columns";
import { moved } from "./columns-panel";
import type { ListQuery } from "./query";

/** The head of a column: a click sorts by it, its edge changes its width, it can be dragged to another place. */
export function ColumnHead({
  column,
  list,
  position,
  left,
  active,
  dragging,
  onDragging,
}: {
  column: Column;
  list: ListQuery;
  position: number;
  /** How far from the left it stays; null when it is scrolled. */
  left: number | null;
  active: boolean;
  dragging: string | null;
  onDragging: (name: string | null) => void;
}) {
  const { t } = useTexts();
  const [width, setWidth] = useState<number | null>(null);
  const at = list.sort.findIndex((one) => one.by === column.sortBy);
  const sorted = at < 0 ? null : list.sort[at]?.descending ? "descending" : "ascending";
  const sort = (event: { readonly shiftKey: boolean }) => {
    if (column.sortBy !== null) list.setSort(sortedBy(list.sort, column.sortBy, event.shiftKey));
  };
  const arrange = (change: (columns: readonly ListColumn[]) => readonly ListColumn[]) =>
    list.setColumns(change(list.chosenColumns));
  const drop = () => {
    const names = list.chosenColumns.map((one) => one.field);
    if (dragging !== null && dragging !== column.name) {
      arrange((columns) => moved(columns, names.indexOf(dragging), names.indexOf(column.name)));
    }
    onDragging(null);
  };
  return (
    <div
      id={`list-cell-head-${position}`}
      className="grid-cell grid-head"
      data-active={active || undefined}
      data-dragged={dragging === column.name || undefined}
      data-pinned={left !== null || undefined}
      data-right={column.type.right || undefined}
      draggable={width === null}
      role="columnheader"
      {...(sorted === null ? {} : { "aria-sort": sorted })}
      style={left === null ? undefined : { left }}
      tabIndex={-1}
      onDragEnd={() => onDragging(null)}
      onDragOver={(event) => dragging !== null && event.preventDefault()}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        onDragging(column.name);
      }}
      onDrop={drop}
    >
      {column.sortBy === null ? (
        <span className="head-name">{column.label}</span>
      ) : (
        <button type="button" className="head-name" tabIndex={-1} title={t("list.sortAlso")} onClick={sort}>
          {column.label}
          {sorted === null ? null : sorted === "ascending" ? (
            <CaretUpFilled aria-hidden />
          ) : (
            <CaretDownFilled aria-hidden />
          )}
          {sorted !== null && list.sort.length > 1 ? <small>{at + 1}</small> : null}
        </button>
      )}
      <HeadMenu column={column} list={list} />
      <Edge
        column={column}
        width={width}
        onWidth={setWidth}
        onKeep={(next) => {
          setWidth(null);
          list.setWidth(column.name, next);
        }}
      />
    </div>
  );
}

/** Returns an order in which a column has its next turn: ascending, descending, not at all. */
export function sortedBy(sort: readonly Sort[], by: string, also: boolean): readonly Sort[] {
  const at = sort.findIndex((one) => one.by === by);
  const before = sort[at];
  const next = before === undefined ? { by, descending: false } : before.descending ? null : { by, descending: true };
  if (!also) return next === null ? [] : [next];
  if (next === null) return sort.filter((one) => one.by !== by);
  return before === undefined ? [...sort, next].slice(-4) : sort.with(at, next);
}

function HeadMenu({ column, list }: { column: Column; list: ListQuery }) {
  const { t } = useTexts();
  const names = list.chosenColumns.map((one) => one.field);
  const at = names.indexOf(column.name);
  const put = (change: Partial<ListColumn>) =>
    list.setColumns(list.chosenColumns.map((one, position) => (position === at ? { ...one, ...change } : one)));
  const by = column.sortBy;
  const figures = column.name.includes(".") ? [] : figuresOf(column.field, column.form);
  const items: NonNullable<MenuProps["items"]> = [
    ...(by === null
      ? []
      : [
          { key: "up", label: t("list.sortUp"), onClick: () => list.setSort([{ by, descending: false }]) },
          { key: "down", label: t("list.sortDown"), onClick: () => list.setSort([{ by, descending: true }]) },
          {
            key: "none",
            label: t("list.unsorted"),
            onClick: () => list.setSort(list.sort.filter((one) => one.by !== by)),
          },
        ]),
    ...(isGroupable(column.field, column.form)
      ? [
          {
            key: "group",
            label: t("list.groupBy"),
            onClick: () =>
              list.setGroup([
                ["date", "date_time"].includes(column.field.kind)
                  ? { by: column.name, unit: "month" }
                  : { by: column.name },
              ]),
          },
        ]
      : []),
    ...(figures.length === 0
      ? []
      : [
          {
            children: [
              { key: "total-none", label: t("list.noTotal"), onClick: () => put({ total: null }) },
              ...figures.map((one) => ({
                key: `total-${one}`,
                label: t(`list.totals.${one}`),
                onClick: () => put({ total: one }),
              })),
            ],
            key: "total",
            label: t("list.total"),
          },
        ]),
    { key: "line", type: "divider" as const },
    { key: "pin", label: t(column.pinned ? "list.unpin" : "list.pin"), onClick: () => put({ pinned: !column.pinned }) },
    {
      disabled: at <= 0,
      key: "left",
      label: t("list.moveLeft"),
      onClick: () => list.setColumns(moved(list.chosenColumns, at, at - 1)),
    },
    {
      disabled: at >= names.length - 1,
      key: "right",
      label: t("list.moveRight"),
      onClick: () => list.setColumns(moved(list.chosenColumns, at, at + 1)),
    },
    {
      disabled: names.length === 1,
      key: "hide",
      label: t("list.hide"),
      onClick: () => list.setColumns(list.chosenColumns.filter((_, position) => position !== at)),
    },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button
        aria-label={t("list.actions", { name: column.label })}
        className="head-menu"
        icon={<MoreOutlined />}
        size="small"
        tabIndex={-1}
        type="text"
      />
    </Dropdown>
  );
}

/** The edge of a column that changes its width. */
function Edge({
  column,
  width,
  onWidth,
  onKeep,
}: {
  column: Column;
  width: number | null;
  onWidth: (width: number | null) => void;
  onKeep: (width: number) => void;
}) {
  const { t } = useTexts();
  const within = (wanted: number) => Math.min(GREATEST_WIDTH, Math.max(LEAST_WIDTH, wanted));
  return (
    <div
      aria-label={t("list.resize", { name: column.label })}
      aria-orientation="vertical"
      aria-valuemax={GREATEST_WIDTH}
      aria-valuemin={LEAST_WIDTH}
      aria-valuenow={Math.round(width ?? column.width)}
      className="grid-edge"
      role="separator"
      tabIndex={-1}
      style={width === null ? undefined : { transform: `translateX(${width - column.width}px)` }}
      onDoubleClick={() => onKeep(160)}
      onKeyDown={(event) => {
        const step = event.key === "ArrowLeft" ? -16 : event.key === "ArrowRight" ? 16 : 0;
        if (step === 0) return;
        event.preventDefault();
        event.stopPropagation();
        onKeep(within(column.width + step));
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        const from = event.clientX;
        const edge = event.currentTarget;
        edge.setPointerCapture(event.pointerId);
        onWidth(column.width);
        const move = (moving: PointerEvent) => onWidth(within(column.width + moving.clientX - from));
        const up = (last: PointerEvent) => {
          edge.removeEventListener("pointermove", move);
          edge.removeEventListener("pointerup", up);
          onKeep(within(column.width + last.clientX - from));
        };
        edge.addEventListener("pointermove", move);
        edge.addEventListener("pointerup", up);
      }}
    />
  );
}

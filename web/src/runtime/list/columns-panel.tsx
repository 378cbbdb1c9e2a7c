import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PushpinFilled, PushpinOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useMemo, useState } from "react";
import { useTexts } from "../../core/language";
import type { ListColumn } from "../../generated/api";
import { LONG, labelOf } from "./columns";
import { fieldGroups, waysOut } from "./filter-fields";
import type { ListQuery } from "./query";
import { useForms } from "./reach";

/** Returns elements with one of them at another place. */
export function moved<T>(elements: readonly T[], from: number, to: number): readonly T[] {
  const left = elements.filter((_, at) => at !== from);
  const one = elements[from];
  return one === undefined || to < 0 || to > left.length ? elements : left.toSpliced(to, 0, one);
}

/** Which columns a list has, and in which order. */
export function ColumnsPanel({ list }: { list: ListQuery }) {
  const { t, language } = useTexts();
  const names = useMemo(() => [...waysOut(list.form), ...list.chosenColumns.map((one) => one.field)], [list]);
  const forms = useForms(list.menu.name, list.form, names);
  const [dragged, drag] = useState<number | null>(null);
  const shown = new Set(list.chosenColumns.map((one) => one.field));
  const groups = useMemo(
    () => fieldGroups(list.form, forms, t("list.ownFields"), language, (field) => !LONG.has(field.kind)),
    [list.form, forms, t, language],
  );
  const put = (at: number, change: Partial<ListColumn>) =>
    list.setColumns(list.chosenColumns.map((one, position) => (position === at ? { ...one, ...change } : one)));
  return (
    <section className="columns-panel" aria-label={t("list.columnsTitle")}>
      <ol>
        {list.chosenColumns.map((one, at) => {
          const label = labelOf(list.form, one.field, forms, language);
          return (
            <li
              key={one.field}
              draggable
              data-dragged={dragged === at || undefined}
              onDragEnd={() => drag(null)}
              onDragOver={(event) => {
                event.preventDefault();
                if (dragged === null || dragged === at) return;
                list.setColumns(moved(list.chosenColumns, dragged, at));
                drag(at);
              }}
              onDragStart={() => drag(at)}
            >
              <span className="column-name">{label}</span>
              <Button
                aria-label={`${t("list.moveLeft")}: ${label}`}
                disabled={at === 0}
                icon={<ArrowUpOutlined />}
                size="small"
                type="text"
                onClick={() => list.setColumns(moved(list.chosenColumns, at, at - 1))}
              />
              <Button
                aria-label={`${t("list.moveRight")}: ${label}`}
                disabled={at === list.chosenColumns.length - 1}
                icon={<ArrowDownOutlined />}
                size="small"
                type="text"
                onClick={() => list.setColumns(moved(list.chosenColumns, at, at + 1))}
              />
              <Button
                aria-label={`${t(one.pinned ? "list.unpin" : "list.pin")}: ${label}`}
                aria-pressed={one.pinned ?? false}
                icon={one.pinned ? <PushpinFilled /> : <PushpinOutlined />}
                size="small"
                type="text"
                onClick={() => put(at, { pinned: !one.pinned })}
              />
              <Button
                aria-label={`${t("list.hide")}: ${label}`}
                disabled={list.chosenColumns.length === 1}
                icon={<DeleteOutlined />}
                size="small"
                type="text"
                onClick={() => list.setColumns(list.chosenColumns.filter((_, position) => position !== at))}
              />
            </li>
          );
        })}
      </ol>
      <Select<string>
        aria-label={t("list.addColumn")}
        className="wide"
        options={groups
          .map((one) => ({ label: one.label, options: one.options.filter(({ value }) => !shown.has(value)) }))
          .filter((one) => one.options.length > 0)}
        placeholder={t("list.addColumn")}
        showSearch={{ optionFilterProp: "label" }}
        value={null}
        onChange={(field) => list.setColumns([...list.chosenColumns, { field }])}
      />
      <Button className="reset-columns" size="small" type="link" onClick={() => list.setColumns([])}>
        {t("list.resetColumns")}
      </Button>
    </section>
  );
}

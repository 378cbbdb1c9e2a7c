import { MoreOutlined } from "@ant-design/icons";
import { Button, Checkbox, Dropdown, type MenuProps } from "antd";
import { useEffect, useRef } from "react";
import { useTexts } from "../../core/language";
import type { RecordView } from "../../generated/api";
import { columnValue } from "../system";
import { CellValue, GroupName } from "./grid-lines";
import type { ListQuery } from "./query";
import type { Line, Rows } from "./rows";
import type { Selection } from "./selection";

/** How many fields a card shows below its title. */
const FIELDS = 4;

/** Records as cards, for phones: more come as somebody scrolls. */
export function Cards({
  list,
  rows,
  lines,
  selection,
  menu,
}: {
  list: ListQuery;
  rows: Rows;
  lines: readonly Line[];
  selection: Selection;
  menu: (record: RecordView) => NonNullable<MenuProps["items"]>;
}) {
  const { t } = useTexts();
  return (
    <ul className="record-cards">
      {lines.map((line) =>
        line.kind === "record" ? (
          <Card key={line.record.id} list={list} menu={menu} record={line.record} selection={selection} />
        ) : line.kind === "group" ? (
          <li key={line.node.key} className="card-group" style={{ marginLeft: line.node.depth * 12 }}>
            <button type="button" aria-expanded={line.node.open} onClick={() => rows.toggle(line.node)}>
              {line.node.group === null ? null : (
                <GroupName group={line.node.group} level={line.node.depth} list={list} />
              )}
              <span className="quiet">{t("list.groupCount", { count: line.node.group?.count ?? 0 })}</span>
            </button>
          </li>
        ) : (
          <Further key={`${line.node.key}/state`} line={line} rows={rows} />
        ),
      )}
    </ul>
  );
}

function Card({
  record,
  list,
  selection,
  menu,
}: {
  record: RecordView;
  list: ListQuery;
  selection: Selection;
  menu: (record: RecordView) => NonNullable<MenuProps["items"]>;
}) {
  const { t } = useTexts();
  const { title: wanted } = list.form.page.form;
  const told = list.columns.filter((one) => columnValue(record, one.name) !== null);
  // A title that is computed, as that of a balance, is none of the columns: the first that says something stands for it.
  const title =
    list.columns.find((one) => one.name === wanted) ??
    (wanted == null ? told.find((one) => one.field.kind === "text") : undefined) ??
    told[0];
  const rest = list.columns.filter((one) => one !== title);
  const name = t("list.record");
  return (
    <li>
      <div className="card-head">
        <Checkbox
          aria-label={t("list.one", { name })}
          checked={selection.has(record.id)}
          onChange={({ target }) => selection.toggle([record.id], target.checked)}
        />
        <a className="record-title" href={`#/app/${list.menu.name}/form/${list.form.page.form.name}/${record.id}`}>
          {title === undefined || columnValue(record, title.name) === null ? (
            t("records.untitled")
          ) : (
            <CellValue column={title} record={record} />
          )}
        </a>
        <Dropdown menu={{ items: menu(record) }} trigger={["click"]}>
          <Button aria-label={t("list.actions", { name })} icon={<MoreOutlined />} type="text" />
        </Dropdown>
      </div>
      <dl>
        {rest
          .filter((column) => columnValue(record, column.name) !== null)
          .slice(0, FIELDS)
          .map((column) => (
            <div key={column.name}>
              <dt>{column.label}</dt>
              <dd>
                <CellValue column={column} record={record} />
              </dd>
            </div>
          ))}
      </dl>
    </li>
  );
}

/** The end of what is loaded: asks for more when it comes into sight. */
function Further({ line, rows }: { line: Extract<Line, { readonly kind: "state" }>; rows: Rows }) {
  const { t } = useTexts();
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (end.current === null || line.state === "failed") return;
    const seen = new IntersectionObserver(
      (entries) => {
        const at = rows.lines.findIndex((one) => one.kind === "state" && one.node === line.node);
        if (at >= 0 && entries.some((one) => one.isIntersecting)) rows.reach(at, at);
      },
      { rootMargin: "400px" },
    );
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [line, rows]);
  return (
    <li ref={end} className="card-state quiet">
      {line.state === "loading" ? (
        t("list.loading")
      ) : (
        <>
          {t("list.loadFailed")}{" "}
          <Button size="small" onClick={() => rows.again(line.node)}>
            {t("list.retry")}
          </Button>
        </>
      )}
    </li>
  );
}

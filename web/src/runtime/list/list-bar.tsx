import {
  ColumnWidthOutlined,
  FilterOutlined,
  GroupOutlined,
  PlusOutlined,
  ReloadOutlined,
  SearchOutlined,
} from "@ant-design/icons";
import { Button, Drawer, Input, type InputRef, Popover, Segmented } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import { entryOf, groupsOf, may } from "../menu";
import { usePlace } from "../session";
import { ColumnsPanel } from "./columns-panel";
import { FilterBuilder } from "./filter-builder";
import { FilterChips } from "./filter-chips";
import { complete, conditions } from "./filters";
import { GroupPanel } from "./group-panel";
import type { ListQuery } from "./query";
import { QuickFilters } from "./quick-filters";
import { SavedViewsMenu } from "./saved-views";
import "./list.css";

/** The top of every kind of view: its name, search, filter, saved views, and what creates a record. */
export function ListBar({
  list,
  count,
  actions,
  table = false,
  onRefresh,
}: {
  list: ListQuery;
  /** How many records there are, where that is known. */
  count?: ReactNode;
  /** What else can be done, such as importing. */
  actions?: ReactNode;
  /** Whether records stand in a table, so that columns and groups can be chosen. */
  table?: boolean;
  onRefresh?: () => void;
}) {
  const { say, t } = useTexts();
  const { go } = usePlace();
  const name = list.form.page.form.name;
  const narrow = useMedia("(max-width: 640px)");
  const create = t("records.new", { name: say(entryOf(list.menu, name)?.label ?? list.form.page.form.label) });
  return (
    <div className="list-bar">
      <div className="page-head">
        <h1>{list.view === null ? say(list.form.page.form.label) : say(list.view.label)}</h1>
        {count}
        {onRefresh === undefined ? null : (
          <Button
            aria-label={t("list.refresh")}
            icon={<ReloadOutlined />}
            size="small"
            title={t("list.refresh")}
            type="text"
            onClick={onRefresh}
          />
        )}
        <div className="page-tools">
          {actions}
          {may(list.menu, name, "create") ? (
            <Button
              aria-label={create}
              icon={<PlusOutlined />}
              type="primary"
              onClick={() => go(`app/${list.menu.name}/form/${name}/new`)}
            >
              {narrow ? null : create}
            </Button>
          ) : null}
        </div>
      </div>
      {narrow ? <FormViewLinks list={list} /> : null}
      <Tools list={list} narrow={narrow} table={table} />
      <FilterChips list={list} />
    </div>
  );
}

/** The ways to the other views of the form, which stand in the menu where there is room for it. */
function FormViewLinks({ list }: { list: ListQuery }) {
  const { say, t } = useTexts();
  const views = groupsOf(list.menu).find((one) => one.form === list.form.page.form.name)?.views ?? [];
  if (views.length < 2) return null;
  const here = list.view?.name ?? views[0]?.name;
  return (
    <nav aria-label={t("list.views")} className="form-views">
      {views.map((one) => (
        <a
          key={one.name}
          aria-current={one.name === here ? "page" : undefined}
          href={`#/app/${list.menu.name}/view/${one.name}`}
        >
          {say(one.label)}
        </a>
      ))}
    </nav>
  );
}

function Tools({ list, narrow, table }: { list: ListQuery; narrow: boolean; table: boolean }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const input = useRef<InputRef>(null);
  useSlash(input);
  const count = conditions(list.filter).filter((one) => complete(one) !== null).length;
  const builder = <FilterBuilder list={list} />;
  return (
    <>
      <div className="list-tools">
        <SavedViewsMenu list={list} />
        <Input
          ref={input}
          allowClear
          aria-keyshortcuts="/"
          aria-label={t("records.search")}
          className="list-search"
          placeholder={t("records.search")}
          prefix={<SearchOutlined aria-hidden />}
          value={list.search}
          onChange={({ target }) => list.setSearch(target.value)}
        />
        {narrow ? null : <QuickFilters list={list} />}
        <Button
          aria-expanded={open}
          aria-label={count > 0 ? t("list.filters", { count }) : t("list.filter")}
          icon={<FilterOutlined />}
          type={count > 0 ? "primary" : "default"}
          ghost={count > 0}
          onClick={() => setOpen(!open)}
        >
          {narrow ? count || null : count > 0 ? t("list.filters", { count }) : t("list.filter")}
        </Button>
        {table ? <TableTools list={list} narrow={narrow} /> : null}
      </div>
      {narrow ? (
        <Drawer
          footer={
            <div className="drawer-foot">
              <Button onClick={() => list.setFilter(null)}>{t("list.clearFilter")}</Button>
              <Button type="primary" onClick={() => setOpen(false)}>
                {t("list.done")}
              </Button>
            </div>
          }
          open={open}
          placement="bottom"
          size="85%"
          title={t("list.filter")}
          onClose={() => setOpen(false)}
        >
          <div className="drawer-quick">
            <QuickFilters list={list} />
          </div>
          {builder}
        </Drawer>
      ) : open ? (
        builder
      ) : null}
    </>
  );
}

function TableTools({ list, narrow }: { list: ListQuery; narrow: boolean }) {
  const { t } = useTexts();
  const densities = ["compact", "normal", "roomy"] as const;
  return (
    <>
      <Popover content={<GroupPanel list={list} />} placement="bottomLeft" trigger="click">
        <Button
          aria-label={t("list.group")}
          icon={<GroupOutlined />}
          type={list.group.length > 0 ? "primary" : "default"}
          ghost={list.group.length > 0}
        >
          {narrow ? null : t("list.group")}
        </Button>
      </Popover>
      {narrow ? null : (
        <Popover
          content={
            <>
              <ColumnsPanel list={list} />
              <p className="panel-label" id="density-label">
                {t("list.density")}
              </p>
              <Segmented
                aria-labelledby="density-label"
                options={densities.map((one) => ({ label: t(`list.densities.${one}`), value: one }))}
                size="small"
                value={list.density}
                onChange={list.setDensity}
              />
            </>
          }
          placement="bottomLeft"
          trigger="click"
        >
          <Button icon={<ColumnWidthOutlined />}>{t("list.columns")}</Button>
        </Popover>
      )}
    </>
  );
}

/** Lets a slash lead to the search, wherever nothing is being written. */
function useSlash(input: React.RefObject<InputRef | null>): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement | null;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (at?.closest("input, textarea, select, [contenteditable], [role=dialog]")) return;
      event.preventDefault();
      input.current?.focus({ cursor: "all" });
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [input]);
}

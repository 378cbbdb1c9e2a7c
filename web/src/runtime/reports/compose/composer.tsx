import {
  AppstoreAddOutlined,
  BarChartOutlined,
  FileTextOutlined,
  FilterOutlined,
  FundOutlined,
  PlusOutlined,
  TagsOutlined,
} from "@ant-design/icons";
import { Button, Dropdown, Input, Select, Tabs } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTexts } from "../../../core/language";
import { useUndo } from "../../../core/undo";
import type { Dashboard, Label, Tile } from "../../../generated/api";
import { Nothing } from "../../../ui/nothing";
import { freeName, ordered, relabelled, type Spot, tabOf, withText, withTile } from "../board";
import { UndoButtons } from "../undo-buttons";
import { ChartEditor } from "./chart-editor";
import { ComposeGrid } from "./compose-grid";
import { FiltersDrawer } from "./filters-drawer";
import { MetricDialog } from "./metric-dialog";
import { TabsDialog } from "./tabs-dialog";
import { TextDialog } from "./text-dialog";
import { TileSettings } from "./tile-settings";
import "../dashboard.css";
import "./compose.css";

/** What is open over the grid: something that is added (null), or a tile that is changed. */
type Open =
  | { readonly what: "chart" | "text"; readonly tile: Tile | null }
  | { readonly what: "settings"; readonly tile: Tile }
  | { readonly what: "filters" | "metric" | "tabs" };

const MINUTES = [1, 5, 15, 60] as const;

/** Puts a dashboard together: tiles on a grid, tabs and filters; everything can be undone. */
export function Composer({
  app,
  start,
  roles,
  onChange,
  children,
}: {
  app: string;
  start: Dashboard;
  /** The roles of the app, where the dashboard is one of the app. */
  roles?: Readonly<Record<string, { readonly label: Label }>>;
  /** Hears of each change. */
  onChange?: (now: Dashboard) => void;
  /** What can be done with it as a whole. */
  children: (now: Dashboard) => ReactNode;
}) {
  const { say, t, language } = useTexts();
  const [open, show] = useState<Open | null>(null);
  const past = useUndo(start, open === null);
  const { now, change } = past;
  const [chosen, choose] = useState<string | null>(null);
  const tabs = now.tabs ?? [];
  const tab = tabs.find(({ name }) => name === chosen)?.name ?? tabs[0]?.name ?? null;
  const tiles = ordered(
    (now.tiles ?? []).filter((one) => tabOf(now, one) === tab),
    false,
  );
  const hear = useRef(onChange);
  hear.current = onChange;
  const begun = useRef(start);
  useEffect(() => {
    if (now !== begun.current) {
      begun.current = now;
      hear.current?.(now);
    }
  }, [now]);
  const tilesOf = (next: (tile: Tile) => Tile | null) =>
    change({ ...now, tiles: (now.tiles ?? []).flatMap((one) => next(one) ?? []) });
  const place = (spots: readonly Spot[]) => {
    const places = new Map(spots.map((one) => [one.name, one]));
    const moved = (now.tiles ?? []).map((one) => {
      const spot = places.get(one.name);
      return spot === undefined ? one : { ...one, height: spot.height, width: spot.width, x: spot.x, y: spot.y };
    });
    if (JSON.stringify(moved) !== JSON.stringify(now.tiles)) change({ ...now, tiles: moved });
  };
  const duplicate = (tile: Tile) => {
    const name = freeName(now, tile.name.replace(/_\d+$/, "").slice(0, 40));
    const end = Math.max(0, ...tiles.map((one) => one.y + (one.height ?? 8)));
    change({ ...now, tiles: [...(now.tiles ?? []), { ...tile, name, x: 0, y: end }] });
  };
  const phone = (tile: Tile, by: number) => {
    const names = ordered(tiles, true).map(({ name }) => name);
    const at = names.indexOf(tile.name);
    const other = names[at + by];
    if (other === undefined) return;
    names[at] = other;
    names[at + by] = tile.name;
    tilesOf((one) => (names.includes(one.name) ? { ...one, phone: names.indexOf(one.name) } : one));
  };
  return (
    <div className="dashboard composer">
      <div className="page-head">
        <h1 className="unseen">{say(now.label)}</h1>
        <Input
          aria-label={t("compose.titleOf")}
          className="composer-title"
          maxLength={100}
          value={say(now.label)}
          onChange={({ target }) => change({ ...now, label: relabelled(now.label, target.value, language) })}
        />
        <div className="page-tools composer-tools">{children(now)}</div>
      </div>
      <div className="list-tools">
        <Dropdown
          menu={{
            items: [
              { icon: <BarChartOutlined />, key: "chart", label: t("compose.addChart") },
              { icon: <FundOutlined />, key: "metric", label: t("compose.addMetric") },
              { icon: <FileTextOutlined />, key: "text", label: t("compose.addText") },
              { icon: <TagsOutlined />, key: "tabs", label: t("compose.addTab") },
            ],
            onClick: ({ key }) =>
              show(key === "chart" || key === "text" ? { tile: null, what: key } : { what: key as "metric" | "tabs" }),
          }}
          trigger={["click"]}
        >
          <Button icon={<PlusOutlined />} type="primary" ghost>
            {t("compose.add")}
          </Button>
        </Dropdown>
        <Button icon={<FilterOutlined />} onClick={() => show({ what: "filters" })}>
          {t("compose.filters")} {(now.filters ?? []).length > 0 ? `(${now.filters?.length})` : ""}
        </Button>
        <UndoButtons of={past} />
        <Select<number>
          aria-label={t("compose.refresh")}
          options={[
            { label: t("compose.refreshNever"), value: 0 },
            ...MINUTES.map((count) => ({ label: t("compose.refreshEvery", { count }), value: count * 60 })),
          ]}
          popupMatchSelectWidth={false}
          value={now.refresh ?? 0}
          onChange={(seconds) => change({ ...now, refresh: seconds === 0 ? null : seconds })}
        />
        {roles === undefined ? null : (
          <Select<string[]>
            aria-label={t("compose.roles")}
            className="composer-roles"
            mode="multiple"
            options={Object.entries(roles).map(([name, { label }]) => ({ label: say(label), value: name }))}
            placeholder={t("compose.rolesAll")}
            value={[...(now.roles ?? [])]}
            onChange={(names) => change({ ...now, roles: names })}
          />
        )}
      </div>
      {tabs.length > 0 ? (
        <Tabs
          activeKey={tab ?? ""}
          items={tabs.map((one) => ({ key: one.name, label: say(one.label) }))}
          onChange={choose}
        />
      ) : null}
      {tiles.length === 0 ? (
        <Nothing
          action={
            <Button icon={<AppstoreAddOutlined />} onClick={() => show({ tile: null, what: "chart" })}>
              {t("compose.addChart")}
            </Button>
          }
          hint={t("compose.emptyHint")}
          title={t("compose.empty")}
        />
      ) : (
        <ComposeGrid
          app={app}
          tabs={tabs.filter(({ name }) => name !== tab)}
          tiles={tiles}
          onChange={(tile) => show({ tile, what: tile.chart ? "chart" : "text" })}
          onDuplicate={duplicate}
          onPhone={phone}
          onPlace={place}
          onSettings={(tile) => show({ tile, what: "settings" })}
          onRemove={(tile) => tilesOf((one) => (one.name === tile.name ? null : one))}
          onTab={(tile, name) => {
            const rest = { ...now, tiles: (now.tiles ?? []).filter((one) => one.name !== tile.name) };
            const end = Math.max(
              0,
              ...rest.tiles.filter((one) => tabOf(now, one) === name).map((one) => one.y + (one.height ?? 8)),
            );
            change({ ...rest, tiles: [...rest.tiles, { ...tile, tab: name, x: 0, y: end }] });
          }}
        />
      )}
      {open?.what === "chart" ? (
        <ChartEditor
          app={app}
          chart={open.tile?.chart ?? null}
          onClose={() => show(null)}
          onKeep={(chart) => {
            const { tile } = open;
            if (tile === null) change(withTile(now, chart, tab));
            else tilesOf((one) => (one.name === tile.name ? { ...one, chart } : one));
            show(null);
          }}
        />
      ) : null}
      {open?.what === "text" ? (
        <TextDialog
          text={open.tile?.text ?? null}
          onClose={() => show(null)}
          onKeep={(text) => {
            const { tile } = open;
            if (tile === null) change(withText(now, text, tab));
            else tilesOf((one) => (one.name === tile.name ? { ...one, text } : one));
            show(null);
          }}
        />
      ) : null}
      {open?.what === "settings" ? (
        <TileSettings
          app={app}
          tile={open.tile}
          title={open.tile.chart?.label ? say(open.tile.chart.label) : open.tile.name}
          onClose={() => show(null)}
          onKeep={(tile) => {
            tilesOf((one) => (one.name === tile.name ? tile : one));
            show(null);
          }}
        />
      ) : null}
      {open?.what === "metric" ? (
        <MetricDialog
          app={app}
          onClose={() => show(null)}
          onKeep={(chart) => {
            change(withTile(now, chart, tab));
            show(null);
          }}
        />
      ) : null}
      {open?.what === "tabs" ? <TabsDialog now={now} onChange={change} onClose={() => show(null)} /> : null}
      {open?.what === "filters" ? (
        <FiltersDrawer app={app} now={now} onChange={change} onClose={() => show(null)} />
      ) : null}
    </div>
  );
}

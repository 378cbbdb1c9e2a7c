import {
  CommentOutlined,
  DownloadOutlined,
  EditOutlined,
  FullscreenExitOutlined,
  FullscreenOutlined,
  LinkOutlined,
  MoreOutlined,
  PlayCircleOutlined,
  PlusOutlined,
  ReloadOutlined,
} from "@ant-design/icons";
import { useIsFetching, useQuery, useQueryClient } from "@tanstack/react-query";
import { Badge, Button, Dropdown, Tabs } from "antd";
import { useEffect, useRef, useState } from "react";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { AppMenu, Dashboard, Tile } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { Loaded } from "../admin/loaded";
import { PageHead } from "../admin/page-head";
import { usePlace } from "../session";
import { freeBoard, ordered, paired, tabOf } from "./board";
import { BoardFilters } from "./board-filters";
import { addressOf, askOf, type Choices, choicesIn } from "./choices";
import { useCopiedLink } from "./copied-link";
import { useDashboards } from "./dashboards";
import { useFiles } from "./files";
import { useFullScreen } from "./full-screen";
import { MissingBoard } from "./missing-board";
import { Presentation } from "./presentation";
import { TalkDrawer, useTalk } from "./talk-drawer";
import { TileCard } from "./tile-card";
import "./dashboard.css";

/** A dashboard of an app: `#/app/<app>/dashboard/<name>?<filters>`. */
export function DashboardPage({ menu, name, route }: { menu: AppMenu; name: string; route: string }) {
  const app = menu.name;
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/reports/dashboards/{dashboard}", undefined, signal, { app, dashboard: name }),
    queryKey: ["reports", app, "dashboard", name],
    staleTime: 60_000,
  });
  if (isMissing(found.error)) return <MissingBoard app={app} />;
  return (
    <Loaded of={found}>
      {(dashboard) => <Board key={name} app={app} dashboard={dashboard} query={route.split("?")[1] ?? ""} />}
    </Loaded>
  );
}

function Board({ app, dashboard, query }: { app: string; dashboard: Dashboard; query: string }) {
  const { say, t } = useTexts();
  const { go, signed } = usePlace();
  const others = useDashboards(app);
  const queries = useQueryClient();
  const narrow = useMedia("(max-width: 900px)");
  const copy = useCopiedLink();
  const files = useFiles(app);
  const screen = useFullScreen();
  const talk = useTalk(app, dashboard.name);
  const [choices, choose] = useState<Choices>(() => choicesIn(query, dashboard));
  const [chosen, open] = useState<string | null>(() => new URLSearchParams(query).get("tab"));
  const [shown, show] = useState(false);
  // What people talk about: a chart, or with nothing in its place all of it; undefined while they do not.
  const [talking, talkOf] = useState<string | undefined>(() => talkIn(query));
  useEffect(() => {
    // A notice leads here also while the dashboard is open.
    const asked = talkIn(query);
    if (asked !== undefined) talkOf(asked);
  }, [query]);
  const waiting = useIsFetching({ queryKey: ["reports", app, "tile", dashboard.name] });
  const again = () => queries.invalidateQueries({ queryKey: ["reports", app, "tile", dashboard.name] });
  const last = useRef(again);
  last.current = again;
  const { refresh } = dashboard;
  useEffect(() => {
    if (!refresh) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void last.current();
    }, refresh * 1000);
    return () => clearInterval(timer);
  }, [refresh]);
  const tabs = dashboard.tabs ?? [];
  const tab = tabs.find(({ name }) => name === chosen)?.name ?? tabs[0]?.name ?? null;
  const tiles = ordered(
    (dashboard.tiles ?? []).filter((one) => tabOf(dashboard, one) === tab),
    narrow,
  );
  const pairs = paired(tiles);
  const change = (next: Choices, on = tab) => {
    choose(next);
    // The address follows, so that a link shows others the same; the page stays where it is.
    const first = on === null || on === tabs[0]?.name;
    const rest = addressOf(next);
    const more = first ? rest : `${rest === "" ? "?" : `${rest}&`}tab=${on}`;
    history.replaceState(history.state, "", `#/app/${app}/dashboard/${dashboard.name}${more}`);
  };
  const press = (key: string) => {
    if (key === "edit") go(`app/${app}/dashboard/${dashboard.name}/edit`);
    else if (key === "new") go(`app/${app}/dashboard/new/edit`);
    else if (key === "newOfApp") go(`app/${app}/dashboard/${freeBoard(others.map(({ name }) => name))}/edit`);
    else if (key === "link") void copy();
    else if (key === "present") show(true);
    else if (key === "pdf" || key === "excel" || key === "image") {
      const { key: _, ...asked } = askOf(choices, "", "");
      void files.board(dashboard.name, key, asked);
    }
  };
  const card = (tile: (typeof tiles)[number]) => (
    <TileCard
      app={app}
      choices={choices}
      dashboard={dashboard.name}
      said={talk.of(tile.name)}
      tile={tile}
      onTalk={() => talkOf(tile.name)}
      onPick={(picked) => change({ ...choices, picked })}
    />
  );
  return (
    <div className={screen.on ? "dashboard whole-screen" : "dashboard"}>
      <PageHead title={say(dashboard.label)} {...(dashboard.description ? { hint: say(dashboard.description) } : {})}>
        <Button icon={<ReloadOutlined />} loading={waiting > 0} onClick={() => void again()}>
          {t("reports.refresh")}
        </Button>
        <Badge count={talk.all} size="small">
          <Button
            aria-label={talk.all > 0 ? t("reports.talkCount", { count: talk.all }) : t("reports.talk")}
            icon={<CommentOutlined />}
            title={t("reports.talk")}
            onClick={() => talkOf("")}
          />
        </Badge>
        {screen.able ? (
          <Button
            aria-label={t(screen.on ? "reports.fullScreenEnd" : "reports.fullScreen")}
            className="wide-only"
            icon={screen.on ? <FullscreenExitOutlined /> : <FullscreenOutlined />}
            title={t(screen.on ? "reports.fullScreenEnd" : "reports.fullScreen")}
            onClick={() => void screen.toggle()}
          />
        ) : null}
        <Dropdown
          menu={{
            items: [
              {
                disabled: tiles.length === 0,
                icon: <PlayCircleOutlined />,
                key: "present",
                label: t("reports.present"),
              },
              { icon: <LinkOutlined />, key: "link", label: t("explore.copyLink") },
              {
                children: [
                  { key: "pdf", label: t("explore.exportPdf") },
                  { key: "excel", label: t("explore.exportXlsx") },
                  { key: "image", label: t("explore.exportPng") },
                ],
                disabled: (dashboard.tiles ?? []).length === 0,
                icon: <DownloadOutlined />,
                key: "export",
                label: t("explore.export"),
              },
              { icon: <EditOutlined />, key: "edit", label: t("compose.edit") },
              { icon: <PlusOutlined />, key: "new", label: t("compose.newBoard") },
              ...(signed.account.roles.includes("platform.admin")
                ? [{ icon: <PlusOutlined />, key: "newOfApp", label: t("compose.newOfApp") }]
                : []),
            ],
            onClick: ({ key }) => press(key),
          }}
          trigger={["click"]}
        >
          <Button aria-label={`${say(dashboard.label)}: ${t("reports.menu")}`} icon={<MoreOutlined />} />
        </Dropdown>
      </PageHead>
      <BoardFilters app={app} choices={choices} dashboard={dashboard} narrow={narrow} onChange={change} />
      {tabs.length > 0 ? (
        <Tabs
          activeKey={tab ?? ""}
          items={tabs.map(({ name, label }) => ({ key: name, label: say(label) }))}
          onChange={(next) => {
            open(next);
            change({ ...choices, picked: null }, next);
          }}
        />
      ) : null}
      {tiles.length === 0 ? (
        <Nothing hint={t("reports.emptyHint")} title={t("reports.empty")} />
      ) : (
        <div className="board-grid">
          {tiles.map((tile) => (
            <div
              key={tile.name}
              className={narrow && pairs.has(tile.name) ? "board-tile half" : "board-tile"}
              {...(narrow ? {} : { style: placeOf(tile) })}
            >
              {card(tile)}
            </div>
          ))}
        </div>
      )}
      {talking === undefined ? null : (
        <TalkDrawer
          app={app}
          dashboard={dashboard}
          tile={talking === "" ? null : talking}
          onClose={() => talkOf(undefined)}
          onTile={(next) => talkOf(next ?? "")}
        />
      )}
      {shown ? (
        <Presentation tiles={tiles.filter(({ chart }) => chart)} onClose={() => show(false)}>
          {card}
        </Presentation>
      ) : null}
    </div>
  );
}

/** Returns where a tile stands on the grid. */
function placeOf({ x, y, width = 8, height = 8 }: Tile) {
  return { gridColumn: `${x + 1} / span ${width}`, gridRow: `${y + 1} / span ${height}` };
}

/** Returns whether there is no such dashboard, or none for who asks. */
function isMissing(error: Error | null): boolean {
  return error instanceof Refused && (error.status === 403 || error.status === 404);
}

/** Returns what an address leads into the talk about; undefined for none. */
function talkIn(query: string): string | undefined {
  return new URLSearchParams(query).get("comments") ?? undefined;
}

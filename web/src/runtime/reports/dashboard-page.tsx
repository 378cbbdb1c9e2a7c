import { FullscreenOutlined, ReloadOutlined } from "@ant-design/icons";
import { useIsFetching, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { AppMenu, Dashboard } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { Loaded } from "../admin/loaded";
import { PageHead } from "../admin/page-head";
import { BoardFilters } from "./board-filters";
import { addressOf, type Choices, choicesIn } from "./choices";
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
  return (
    <Loaded of={found}>
      {(dashboard) => <Board key={name} app={app} dashboard={dashboard} query={route.split("?")[1] ?? ""} />}
    </Loaded>
  );
}

function Board({ app, dashboard, query }: { app: string; dashboard: Dashboard; query: string }) {
  const { say, t } = useTexts();
  const queries = useQueryClient();
  const frame = useRef<HTMLDivElement>(null);
  const [choices, choose] = useState<Choices>(() => choicesIn(query, dashboard));
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
  const change = (next: Choices) => {
    choose(next);
    // The address follows, so that a link shows others the same; the page stays where it is.
    history.replaceState(history.state, "", `#/app/${app}/dashboard/${dashboard.name}${addressOf(next)}`);
  };
  const tiles = [...(dashboard.tiles ?? [])].sort((a, b) => a.y - b.y || a.x - b.x);
  return (
    <div ref={frame} className="dashboard">
      <PageHead title={say(dashboard.label)} {...(dashboard.description ? { hint: say(dashboard.description) } : {})}>
        <Button icon={<ReloadOutlined />} loading={waiting > 0} onClick={() => void again()}>
          {t("reports.refresh")}
        </Button>
        <Button
          aria-label={t("reports.fullScreen")}
          className="wide-only"
          icon={<FullscreenOutlined />}
          onClick={() => void frame.current?.requestFullscreen()}
        />
      </PageHead>
      <BoardFilters app={app} choices={choices} dashboard={dashboard} onChange={change} />
      {tiles.length === 0 ? (
        <Nothing hint={t("reports.emptyHint")} title={t("reports.empty")} />
      ) : (
        <div className="board-grid">
          {tiles.map((tile) => (
            <div
              key={tile.name}
              className="board-tile"
              style={{
                gridColumn: `${tile.x + 1} / span ${tile.width ?? 8}`,
                gridRow: `${tile.y + 1} / span ${tile.height ?? 8}`,
              }}
            >
              <TileCard
                app={app}
                choices={choices}
                dashboard={dashboard.name}
                tile={tile}
                onPick={(picked) => change({ ...choices, picked })}
              />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

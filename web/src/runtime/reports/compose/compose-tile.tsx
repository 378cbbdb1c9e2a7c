import { DragOutlined, MoreOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import type { KeyboardEvent } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { Answer, DashboardTab, Tile } from "../../../generated/api";
import { choiceIn, specOf } from "../explore/analysis";
import { TileBody } from "../tile-body";
import type { TileActions } from "./compose-grid";

/** A tile that is being placed: its chart as it will look, a handle to move it by, and a menu. */
export function ComposeTile({
  app,
  tile,
  tabs,
  narrow,
  onPress,
  onChange,
  onDuplicate,
  onRemove,
  onPhone,
  onSettings,
  onTab,
}: TileActions & {
  app: string;
  tile: Tile;
  tabs: readonly DashboardTab[];
  narrow: boolean;
  onPress: (tile: Tile, event: KeyboardEvent) => void;
}) {
  const { say, t } = useTexts();
  const { chart } = tile;
  const choice = chart ? choiceIn(chart) : null;
  const analysis = choice === null ? null : specOf(choice);
  const found = useQuery<Answer>({
    enabled: Boolean(chart),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      if (!chart) throw new Error(tile.name);
      return ask("POST /api/apps/{app}/reports/query", { analysis, query: chart.query }, signal, { app });
    },
    queryKey: ["reports", app, "compose", chart?.query, analysis],
    retry: false,
    staleTime: 60_000,
  });
  const title = chart?.label ? say(chart.label) : tile.text ? say(tile.text).slice(0, 40) : tile.name;
  const items = [
    { key: "change", label: t("compose.change") },
    ...(chart ? [{ key: "settings", label: t("compose.settings") }] : []),
    { key: "duplicate", label: t("compose.duplicate") },
    { key: "up", label: t("compose.phoneUp") },
    { key: "down", label: t("compose.phoneDown") },
    ...tabs.map(({ name, label }) => ({ key: `tab ${name}`, label: t("compose.toTab", { tab: say(label) }) })),
    { danger: true, key: "remove", label: t("compose.delete") },
  ];
  const press = (key: string) => {
    if (key === "change") onChange(tile);
    else if (key === "settings") onSettings(tile);
    else if (key === "duplicate") onDuplicate(tile);
    else if (key === "remove") onRemove(tile);
    else if (key === "up" || key === "down") onPhone(tile, key === "up" ? -1 : 1);
    else onTab(tile, key.slice(4));
  };
  return (
    <section aria-label={title} className={`tile-card compose-tile tile-${chart?.kind ?? "words"}`}>
      <header className="tile-head">
        {narrow ? null : (
          <button
            type="button"
            aria-label={t("compose.move", { name: title })}
            className="compose-handle"
            onKeyDown={(event) => onPress(tile, event)}
          >
            <DragOutlined />
          </button>
        )}
        <h2>{chart ? title : ""}</h2>
        <Dropdown menu={{ items, onClick: ({ key }) => press(key) }} trigger={["click"]}>
          <Button aria-label={t("compose.menuOf", { name: title })} icon={<MoreOutlined />} size="small" type="text" />
        </Dropdown>
      </header>
      <div className="tile-body">
        {chart ? (
          <TileBody
            answer={found.data}
            asTable={false}
            chart={chart}
            error={found.error}
            title={title}
            onPick={() => undefined}
            onRetry={() => void found.refetch()}
          />
        ) : (
          <p className="tile-words">{tile.text ? say(tile.text) : null}</p>
        )}
      </div>
    </section>
  );
}

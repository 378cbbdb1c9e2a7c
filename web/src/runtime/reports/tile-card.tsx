import { BarChartOutlined, ExpandOutlined, InfoCircleOutlined, MoreOutlined, TableOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Drawer, Dropdown, Modal, Skeleton, Tooltip } from "antd";
import { useState } from "react";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Answer, ReportRow, Tile } from "../../generated/api";
import { groupText, readAnswer } from "../../reports/answer";
import { ChartView, isText } from "../../reports/chart-view";
import { useColours } from "../../reports/colours";
import type { AnyChart } from "../../reports/drawing";
import { AnswerTable } from "../../reports/kinds/table";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { BehindDrawer, membersOf } from "./behind-drawer";
import { askOf, type Choices, type Picked } from "./choices";

const KEY = /[^A-Za-z0-9_-]/g;

/** A chart of a dashboard: on its way, empty, not open, broken, or as it was asked for. */
export function TileCard({
  app,
  dashboard,
  tile,
  choices,
  onPick,
}: {
  app: string;
  dashboard: string;
  tile: Tile;
  choices: Choices;
  onPick: (picked: Picked) => void;
}) {
  const { say, t } = useTexts();
  const [asTable, setAsTable] = useState(false);
  const [large, setLarge] = useState(false);
  const [told, tell] = useState(false);
  const chart = tile.chart ?? null;
  const found = useQuery<Answer>({
    enabled: chart !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const key = `${dashboard}-${tile.name}-${Date.now()}`.replaceAll(KEY, "").slice(0, 64);
      const asked = askOf(choices, tile.name, key);
      // What nobody waits for any more need not be computed to its end.
      signal.addEventListener("abort", () => {
        ask("DELETE /api/apps/{app}/reports/runs/{key}", undefined, undefined, { app, key }).catch(() => undefined);
      });
      return ask("POST /api/apps/{app}/reports/dashboards/{dashboard}/tiles/{tile}", asked, signal, {
        app,
        dashboard,
        tile: tile.name,
      });
    },
    queryKey: ["reports", app, "tile", dashboard, tile.name, askOf(choices, tile.name, "")],
    retry: false,
  });
  if (chart === null) {
    return <div className="tile-text">{tile.text ? say(tile.text) : null}</div>;
  }
  const title = chart.label ? say(chart.label) : tile.name;
  const answer = found.data;
  const body = (
    <TileBody
      answer={answer}
      app={app}
      asTable={asTable}
      chart={chart}
      error={found.error}
      name={tile.name}
      title={title}
      onPick={onPick}
      onRetry={() => void found.refetch()}
    />
  );
  const items = [
    ...(isText(chart) && chart.kind !== "kpi"
      ? []
      : [
          {
            icon: asTable ? <BarChartOutlined /> : <TableOutlined />,
            key: "table",
            label: t(asTable ? "reports.asChart" : "reports.asTable"),
          },
        ]),
    { icon: <ExpandOutlined />, key: "large", label: t("reports.large") },
    { disabled: answer === undefined, icon: <InfoCircleOutlined />, key: "details", label: t("reports.details") },
  ];
  const press = (key: string) => {
    if (key === "table") setAsTable(!asTable);
    else if (key === "large") setLarge(true);
    else tell(true);
  };
  return (
    <section aria-busy={found.isFetching} aria-label={title} className={`tile-card tile-${chart.kind}`}>
      <header className="tile-head">
        <h2>
          {chart.description ? (
            <Tooltip title={say(chart.description)}>
              <span>{title}</span>
            </Tooltip>
          ) : (
            title
          )}
        </h2>
        <Dropdown menu={{ items, onClick: ({ key }) => press(key) }} trigger={["click"]}>
          <Button aria-label={`${title}: ${t("reports.menu")}`} icon={<MoreOutlined />} size="small" type="text" />
        </Dropdown>
      </header>
      <div className={found.isPlaceholderData ? "tile-body fading" : "tile-body"}>{large ? null : body}</div>
      <Modal
        centered
        destroyOnHidden
        footer={null}
        open={large}
        title={title}
        width="94vw"
        onCancel={() => setLarge(false)}
      >
        <div className="tile-large">{body}</div>
      </Modal>
      {told && answer !== undefined ? <Details answer={answer} title={title} onClose={() => tell(false)} /> : null}
    </section>
  );
}

function TileBody({
  app,
  name,
  chart,
  answer,
  error,
  title,
  asTable,
  onPick,
  onRetry,
}: {
  app: string;
  name: string;
  chart: AnyChart;
  answer: Answer | undefined;
  error: Error | null;
  title: string;
  asTable: boolean;
  onPick: (picked: Picked) => void;
  onRetry: () => void;
}) {
  const words = useTexts();
  const { t } = words;
  const colours = useColours();
  const [row, choose] = useState<ReportRow | null | undefined>(undefined);
  if (error !== null) {
    if (
      error instanceof Refused &&
      (error.status === 403 || error.diagnostics.some((one) => one.code === "report-hidden"))
    )
      return <Nothing hint={t("reports.notOpenHint")} title={t("reports.notOpen")} />;
    return <Failure error={error} onRetry={onRetry} />;
  }
  if (answer === undefined) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  const read = readAnswer(answer);
  const empty =
    answer.finding == null && (read.dimensions.length === 0 ? answer.rows.length === 0 : read.details.length === 0);
  if (empty) return <Nothing hint={t("reports.nothingHint")} title={t("reports.nothing")} />;
  const shown = { chart, colours, onPick: choose, read, words };
  const text = (picked: ReportRow) =>
    read.dimensions
      .filter(({ column }) => (picked.level ?? []).includes(column.name))
      .map((one) => groupText(picked, one, words))
      .join(" · ");
  const values = row ? membersOf(answer, row) : {};
  return (
    <>
      {asTable ? <AnswerTable {...shown} /> : <ChartView {...shown} label={title} />}
      {answer.more ? <p className="quiet">{t("reports.more")}</p> : null}
      {row === undefined ? null : (
        <BehindDrawer
          answer={answer}
          app={app}
          row={row}
          title={row === null || text(row) === "" ? title : `${title} · ${text(row)}`}
          {...(row !== null && Object.keys(values).length > 0
            ? {
                onOnly: () => {
                  onPick({ text: text(row), tile: name, values });
                  choose(undefined);
                },
              }
            : {})}
          onClose={() => choose(undefined)}
        />
      )}
    </>
  );
}

function Details({ answer, title, onClose }: { answer: Answer; title: string; onClose: () => void }) {
  const { t, language } = useTexts();
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(
    new Date(answer.at),
  );
  return (
    <Drawer open size={560} title={title} onClose={onClose}>
      <div className="stacked">
        <p>{t("reports.exact", { time })}</p>
        <p>
          {t("reports.rows", { count: answer.count ?? 0 })} ·{" "}
          {t("reports.milliseconds", { number: Math.round(answer.milliseconds) })} ·{" "}
          {answer.engine === "duckdb" ? "DuckDB" : "PostgreSQL"}
          {answer.cached ? ` · ${t("reports.fromCache")}` : ""}
        </p>
        <h3>{t("reports.sql")}</h3>
        <pre className="report-sql">{answer.sql}</pre>
      </div>
    </Drawer>
  );
}

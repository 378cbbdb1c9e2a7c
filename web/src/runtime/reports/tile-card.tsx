import {
  BarChartOutlined,
  CommentOutlined,
  CompassOutlined,
  DownloadOutlined,
  ExpandOutlined,
  InfoCircleOutlined,
  MoreOutlined,
  QuestionCircleOutlined,
  TableOutlined,
} from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Dropdown, Modal, Tooltip, theme } from "antd";
import { useRef, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Answer, MetricView, ReportRow, Tile } from "../../generated/api";
import { groupText, readAnswer } from "../../reports/answer";
import { isText } from "../../reports/chart-view";
import type { AnyChart } from "../../reports/drawing";
import { usePlace } from "../session";
import { save } from "../transfer/saving";
import { BehindDrawer, membersOf } from "./behind-drawer";
import { askOf, type Choices, type Picked } from "./choices";
import type { Step } from "./drill";
import { choiceIn, isAnalysis } from "./explore/analysis";
import { explorationOf, written } from "./explore/exploration";
import { metricOf } from "./explore/measure";
import { useMetrics } from "./explore/sources";
import { isFormat, useFiles } from "./files";
import { pictureIn } from "./picture";
import { TileBody } from "./tile-body";
import { TileDetails } from "./tile-details";
import { type Focus, TileFocus } from "./tile-focus";

const KEY = /[^A-Za-z0-9_-]/g;

/** A chart of a dashboard: on its way, empty, not open, broken, or as it was asked for. */
export function TileCard(given: {
  app: string;
  dashboard: string;
  tile: Tile;
  choices: Choices;
  /** How many comments there are about it. */
  said: number;
  onPick: (picked: Picked | null) => void;
  onTalk: () => void;
}) {
  const { say } = useTexts();
  const { tile } = given;
  const { chart } = tile;
  if (!chart) return <div className="tile-text">{tile.text ? say(tile.text) : null}</div>;
  return <ChartCard {...given} chart={chart} />;
}

function ChartCard({
  app,
  dashboard,
  tile,
  chart,
  choices,
  said,
  onPick,
  onTalk,
}: {
  app: string;
  dashboard: string;
  tile: Tile;
  chart: AnyChart;
  choices: Choices;
  said: number;
  onPick: (picked: Picked | null) => void;
  onTalk: () => void;
}) {
  const words = useTexts();
  const { say, t } = words;
  const { go } = usePlace();
  const { token } = theme.useToken();
  const files = useFiles(app);
  const card = useRef<HTMLElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [large, setLarge] = useState(false);
  const [told, tell] = useState(false);
  const [steps, stepTo] = useState<readonly Step[]>([]);
  const [focus, focusOn] = useState<Focus | null>(null);
  const [behind, showBehind] = useState<ReportRow | null | undefined>(undefined);
  const drill = steps.map(({ step }) => step);
  const found = useTile(app, dashboard, tile.name, (key) => askOf(choices, tile.name, key, drill));
  const title = chart.label ? say(chart.label) : tile.name;
  const answer = found.data;
  const metrics = useMetrics(app).filter(({ name }) => namesOf(chart).has(name));
  // A chart of one metric often says the same as the metric.
  const meant = [...(chart.description ? [say(chart.description)] : []), ...metrics.map((one) => say(one.description))];
  const about = [...new Set(meant)];
  const here = choices.picked?.tile === tile.name;
  const clear = () => {
    focusOn(null);
    if (here) onPick(null);
  };
  const pick = (row: ReportRow | null) => {
    const values = answer === undefined || row === null ? {} : membersOf(answer, row);
    if (answer === undefined || row === null || Object.keys(values).length === 0) {
      showBehind(row);
      return;
    }
    const text = textOf(answer, row, words);
    // Pressing a group once more lets the others in again.
    if (focus?.text === text && here) {
      clear();
      return;
    }
    focusOn({ row, text });
    onPick({ drill, text, tile: tile.name, values });
  };
  const walk = (next: readonly Step[]) => {
    stepTo(next);
    clear();
  };
  const body = (
    <TileBody
      answer={answer}
      asTable={asTable}
      chart={chart}
      error={found.error}
      title={title}
      onPick={pick}
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
    { disabled: answer === undefined, icon: <CompassOutlined />, key: "explore", label: t("explore.explore") },
    {
      children: [
        { key: "excel", label: t("explore.exportXlsx") },
        { key: "csv", label: t("explore.exportCsv") },
        { key: "pdf", label: t("explore.exportPdf") },
        { key: "image", label: t("explore.exportPng") },
      ],
      disabled: answer === undefined,
      icon: <DownloadOutlined />,
      key: "export",
      label: t("explore.export"),
    },
    { icon: <CommentOutlined />, key: "talk", label: t("reports.talk") },
    { disabled: answer === undefined, icon: <InfoCircleOutlined />, key: "details", label: t("reports.details") },
  ];
  const press = async (key: string) => {
    if (key === "table") setAsTable(!asTable);
    else if (key === "large") setLarge(true);
    else if (key === "talk") onTalk();
    else if (key === "details") tell(true);
    else if (key === "explore" && answer !== undefined) {
      go(`app/${app}/explore?q=${written(explorationOf(answer.query, chart.kind, choiceIn(chart)))}`);
    } else if (answer !== undefined && isFormat(key)) {
      const drawn = key === "image" && card.current ? await pictureIn(card.current, token.colorBgContainer) : null;
      if (drawn !== null) save({ content: drawn, name: `${title}.png` });
      // What is written is what is shown: the question with its filters, its period and the way down.
      else await files.chart(shownAs(chart, answer), title, key);
    }
  };
  return (
    <section ref={card} aria-busy={found.isFetching} aria-label={title} className={`tile-card tile-${chart.kind}`}>
      <header className="tile-head">
        <h2 title={title}>{title}</h2>
        {about.length === 0 ? null : (
          <Tooltip title={about.join(" ")} trigger={["hover", "focus"]}>
            <Button
              aria-label={t("reports.about", { name: title })}
              className="tile-about"
              icon={<QuestionCircleOutlined />}
              size="small"
              type="text"
            />
          </Tooltip>
        )}
        {said === 0 ? null : (
          <Button
            aria-label={`${title}: ${t("reports.talkCount", { count: said })}`}
            className="tile-said"
            icon={<CommentOutlined />}
            size="small"
            type="text"
            onClick={onTalk}
          >
            {said}
          </Button>
        )}
        <Dropdown menu={{ items, onClick: ({ key }) => void press(key) }} trigger={["click"]}>
          <Button aria-label={`${title}: ${t("reports.menu")}`} icon={<MoreOutlined />} size="small" type="text" />
        </Dropdown>
      </header>
      <TileFocus
        answer={answer}
        app={app}
        focus={here ? focus : null}
        path={tile.path ?? []}
        steps={steps}
        onBack={(count) => walk(steps.slice(0, count))}
        onClear={clear}
        onInto={(step) => walk([...steps, step])}
        onRecords={() => showBehind(focus?.row ?? null)}
      />
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
      {told && answer !== undefined ? (
        <TileDetails
          about={chart.description ? say(chart.description) : null}
          answer={answer}
          metrics={metrics}
          title={title}
          onClose={() => tell(false)}
        />
      ) : null}
      {behind !== undefined && answer !== undefined ? (
        <BehindDrawer
          answer={answer}
          app={app}
          row={behind}
          title={[title, behind === null ? "" : textOf(answer, behind, words)].filter(Boolean).join(" · ")}
          onClose={() => showBehind(undefined)}
        />
      ) : null}
    </section>
  );
}

/** Returns the answer of a tile as it is loaded; what nobody waits for any more is cancelled. */
function useTile(app: string, dashboard: string, tile: string, asked: (key: string) => ReturnType<typeof askOf>) {
  return useQuery<Answer>({
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const key = `${dashboard}-${tile}-${Date.now()}`.replaceAll(KEY, "").slice(0, 64);
      signal.addEventListener("abort", () => {
        ask("DELETE /api/apps/{app}/reports/runs/{key}", undefined, undefined, { app, key }).catch(() => undefined);
      });
      const place = { app, dashboard, tile };
      return ask("POST /api/apps/{app}/reports/dashboards/{dashboard}/tiles/{tile}", asked(key), signal, place);
    },
    queryKey: ["reports", app, "tile", dashboard, tile, asked("")],
    retry: false,
  });
}

function textOf(answer: Answer, row: ReportRow, words: Parameters<typeof groupText>[2]): string {
  return readAnswer(answer)
    .dimensions.filter(({ column }) => (row.level ?? []).includes(column.name))
    .map((one) => groupText(row, one, words))
    .join(" · ");
}

/** Returns a chart over what it shows; the parts of a group that was gone into have no analysis. */
function shownAs(chart: AnyChart, answer: Answer): AnyChart {
  if (isAnalysis(chart.kind) && answer.finding == null) return { kind: "table", query: answer.query };
  return { ...chart, query: answer.query };
}

/** Returns the names of the metrics that a chart shows. */
function namesOf(chart: AnyChart): ReadonlySet<MetricView["name"]> {
  return new Set((chart.query.measures ?? []).flatMap(({ of }) => metricOf(of) ?? []));
}

import { useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useTexts } from "../../../core/language";
import type { Answer } from "../../../generated/api";
import type { AnyChart } from "../../../reports/drawing";
import { Labelled } from "../../admin/labelled";
import { Loaded } from "../../admin/loaded";
import { relabelled } from "../board";
import { choiceIn } from "../explore/analysis";
import { chartOf, kindOf } from "../explore/charts";
import { askedBy, explorationOf, keyOf } from "../explore/exploration";
import { Explorer } from "../explore/explorer";
import { useDatasets, useMetrics } from "../explore/sources";

/** Changes the chart of a tile, or makes one: its title, its question, and how it is shown. */
export function ChartEditor({
  app,
  chart,
  onKeep,
  onClose,
}: {
  app: string;
  chart: AnyChart | null;
  onKeep: (chart: AnyChart) => void;
  onClose: () => void;
}) {
  const { say, t, language } = useTexts();
  const queries = useQueryClient();
  const datasets = useDatasets(app);
  const metrics = useMetrics(app);
  const [title, setTitle] = useState(chart?.label ? say(chart.label) : "");
  const [about, setAbout] = useState(chart?.description ? say(chart.description) : "");
  const [start] = useState(() => (chart === null ? null : explorationOf(chart.query, chart.kind, choiceIn(chart))));
  return (
    <Drawer
      destroyOnHidden
      open
      size="96vw"
      title={t(chart === null ? "compose.chartNew" : "compose.chartTitle")}
      onClose={onClose}
    >
      <div className="chart-editor-head">
        <Labelled label={t("compose.titleOf")}>
          {(id) => <Input id={id} maxLength={100} value={title} onChange={({ target }) => setTitle(target.value)} />}
        </Labelled>
        <Labelled label={t("compose.description")}>
          {(id) => <Input id={id} maxLength={300} value={about} onChange={({ target }) => setAbout(target.value)} />}
        </Labelled>
      </div>
      <Loaded of={datasets}>
        {(known) => (
          <Explorer app={app} known={known} metrics={metrics} start={start} title={title || t("compose.addChart")}>
            {(made) => (
              <Button
                disabled={title.trim() === "" || !askedBy(made).ready}
                type="primary"
                onClick={() => {
                  const asked = askedBy(made);
                  const kind = kindOf(made.chart, asked.query, queries.getQueryData<Answer>(keyOf(app, asked)));
                  // What else was said about the chart, its colours and formats, stays as long as it is of the same kind.
                  const kept = chart !== null && chart.kind === kind ? chart : {};
                  onKeep({
                    ...kept,
                    ...chartOf(kind, asked.query, asked.analysis),
                    ...(chart?.formats ? { formats: { ...chart.formats } } : {}),
                    label: relabelled(chart?.label, title.trim(), language),
                    ...(about.trim() === ""
                      ? { description: null }
                      : { description: relabelled(chart?.description, about.trim(), language) }),
                  } as AnyChart);
                }}
              >
                {t("compose.keep")}
              </Button>
            )}
          </Explorer>
        )}
      </Loaded>
    </Drawer>
  );
}

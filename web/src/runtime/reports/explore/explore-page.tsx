import { DownloadOutlined, LinkOutlined, SaveOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useTexts } from "../../../core/language";
import { useMedia } from "../../../core/moments";
import type { Answer, AppMenu } from "../../../generated/api";
import { Loaded } from "../../admin/loaded";
import { useCopiedLink } from "../copied-link";
import { type ChartFormat, useFiles } from "../files";
import { chartOf, kindOf } from "./charts";
import { askedBy, type Exploration, keyOf, readFrom, written } from "./exploration";
import { Explorer } from "./explorer";
import { SaveTile } from "./save-tile";
import { useDatasets, useMetrics } from "./sources";

/** Questions that people put together of fields: `#/app/<app>/explore?q=<question>`. */
export function ExplorePage({ menu, route }: { menu: AppMenu; route: string }) {
  const app = menu.name;
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 900px)");
  const copy = useCopiedLink();
  const files = useFiles(app);
  const queries = useQueryClient();
  const datasets = useDatasets(app);
  const metrics = useMetrics(app);
  const [start] = useState(() => readFrom(route.split("?")[1] ?? ""));
  const [saving, save] = useState<Exploration | null>(null);
  return (
    <Loaded of={datasets}>
      {(known) => (
        <>
          <Explorer
            app={app}
            hint={t("explore.hint")}
            known={known}
            metrics={metrics}
            start={start}
            title={t("explore.title")}
            onMade={(made) => {
              // The address follows, so that a link leads to the same question.
              history.replaceState(history.state, "", `#/app/${app}/explore?q=${written(made)}`);
            }}
          >
            {(made) => (
              <>
                <Button
                  aria-label={t("explore.copyLink")}
                  icon={<LinkOutlined />}
                  title={t("explore.copyLink")}
                  onClick={() => void copy()}
                />
                <Dropdown
                  disabled={!askedBy(made).ready}
                  menu={{
                    items: [
                      { key: "excel", label: t("explore.exportXlsx") },
                      { key: "csv", label: t("explore.exportCsv") },
                      { key: "pdf", label: t("explore.exportPdf") },
                      { key: "image", label: t("explore.exportPng") },
                    ],
                    onClick: ({ key }) => {
                      const asked = askedBy(made);
                      const found = queries.getQueryData<Answer>(keyOf(app, asked));
                      const chart = chartOf(kindOf(made.chart, asked.query, found), asked.query, asked.analysis);
                      void files.chart(chart, t("explore.title"), key as ChartFormat);
                    },
                  }}
                  trigger={["click"]}
                >
                  <Button aria-label={t("explore.export")} icon={<DownloadOutlined />} title={t("explore.export")} />
                </Dropdown>
                <Button
                  aria-label={t("explore.save")}
                  disabled={!askedBy(made).ready}
                  icon={<SaveOutlined />}
                  type="primary"
                  onClick={() => save(made)}
                >
                  {narrow ? null : t("explore.save")}
                </Button>
              </>
            )}
          </Explorer>
          {saving === null ? null : <SaveTile app={app} made={saving} onClose={() => save(null)} />}
        </>
      )}
    </Loaded>
  );
}

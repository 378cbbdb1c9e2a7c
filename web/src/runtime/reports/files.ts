import { App } from "antd";
import { fetchFile } from "../../api/client";
import { useTexts } from "../../core/language";
import type { TileAsk } from "../../generated/api";
import type { AnyChart } from "../../reports/drawing";
import { useWords } from "../admin/attempt";
import { save } from "../transfer/saving";

const FORMATS = ["excel", "csv", "pdf", "image"] as const;

/** What a chart becomes. */
export type ChartFormat = (typeof FORMATS)[number];
/** What a dashboard becomes. */
export type BoardFormat = "excel" | "image" | "pdf";

/** Returns whether a word is what a chart becomes. */
export function isFormat(word: string): word is ChartFormat {
  return (FORMATS as readonly string[]).includes(word);
}

/** Returns how charts and dashboards become files; the server writes them, with what the asker may see. */
export function useFiles(app: string) {
  const { language, t } = useTexts();
  const { message } = App.useApp();
  const words = useWords();
  const told = async (work: () => Promise<void>) => {
    const waiting = message.loading(t("reports.exporting"), 0);
    try {
      await work();
      void message.success(t("explore.exported"));
    } catch (error) {
      void message.error(words(error), 8);
    } finally {
      waiting();
    }
  };
  return {
    board: (dashboard: string, format: BoardFormat, choices: TileAsk) =>
      told(async () => {
        const operation = "POST /api/apps/{app}/reports/dashboards/{dashboard}/file";
        save(await fetchFile(operation, { choices, format, language }, undefined, { app, dashboard }));
      }),
    chart: (chart: AnyChart, title: string, format: ChartFormat) =>
      told(async () => {
        const operation = "POST /api/apps/{app}/reports/query/file";
        save(await fetchFile(operation, { chart, format, language, title }, undefined, { app }));
      }),
  };
}

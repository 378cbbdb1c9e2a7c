import { Skeleton } from "antd";
import { Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Answer, ReportRow } from "../../generated/api";
import { readAnswer } from "../../reports/answer";
import { ChartView } from "../../reports/chart-view";
import { useColours } from "../../reports/colours";
import type { AnyChart } from "../../reports/drawing";
import { AnswerTable } from "../../reports/kinds/table";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";

/** What is said of data that is not open to who asks. */
const CLOSED: ReadonlySet<string> = new Set(["report-hidden", "report-no-such-dataset"]);

/** What a chart shows: that it is on its way, why it is not coming, that there is nothing, or its numbers. */
export function TileBody({
  answer,
  error,
  chart,
  title,
  asTable,
  onPick,
  onRetry,
}: {
  answer: Answer | undefined;
  error: Error | null;
  chart: AnyChart;
  title: string;
  asTable: boolean;
  onPick: (row: ReportRow | null) => void;
  onRetry: () => void;
}) {
  const words = useTexts();
  const { say, t } = words;
  const colours = useColours();
  if (error !== null) {
    return isClosed(error) ? (
      <Nothing hint={t("reports.notOpenHint")} title={t("reports.notOpen")} />
    ) : (
      <Failure error={error} onRetry={onRetry} />
    );
  }
  if (answer === undefined) {
    return <Skeleton active paragraph={{ rows: chart.kind === "kpi" ? 2 : 3 }} title={false} />;
  }
  const read = readAnswer(answer);
  // A figure with a trend is one number all the same: none in a period is said by the number.
  const single = read.dimensions.length === 0 || (chart.kind === "kpi" && read.total !== undefined);
  const without = single ? answer.rows.length === 0 : read.details.length === 0;
  // What an analysis has found says by itself when it is nothing.
  const empty = without && answer.finding == null;
  if (empty) {
    return chart.empty ? (
      <Nothing hint={say(chart.empty)} title={t("reports.nothing")} />
    ) : (
      <Nothing hint={t("reports.nothingHint")} title={t("reports.nothing")} />
    );
  }
  const shown = { chart, colours, onPick, read, words };
  return (
    <>
      {asTable ? <AnswerTable {...shown} /> : <ChartView {...shown} label={title} />}
      {answer.more ? <p className="quiet">{t("reports.more")}</p> : null}
    </>
  );
}

/** Returns whether a question is refused because its data is not open to who asks. */
function isClosed(error: Error): boolean {
  if (!(error instanceof Refused)) return false;
  return error.status === 403 || error.diagnostics.some(({ code }) => CLOSED.has(code));
}

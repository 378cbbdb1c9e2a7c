import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { Answer, ReportRow } from "../../../generated/api";
import { groupText, headOf, readAnswer } from "../../../reports/answer";
import { ChartView } from "../../../reports/chart-view";
import { useColours } from "../../../reports/colours";
import { Failure } from "../../../ui/failure";
import { Nothing } from "../../../ui/nothing";
import { BehindDrawer } from "../behind-drawer";
import { useStretchText } from "../period-select";
import { isAnalysis } from "./analysis";
import { ChartChoice } from "./chart-choice";
import { chartOf, kindOf } from "./charts";
import { askedBy, type Exploration, keyOf, queryOf } from "./exploration";

/** The answer to the question on the shelves, as a chart, with how many rows it stands for and as of when. */
export function ExploreAnswer({
  app,
  made,
  narrow,
  time: along,
  onChange,
}: {
  app: string;
  made: Exploration;
  /** The field by which the question is bound to a stretch of time; null without one. */
  time: string | null;
  narrow: boolean;
  onChange: (next: Exploration) => void;
}) {
  const words = useTexts();
  const { t, language } = words;
  const colours = useColours();
  const stretch = useStretchText();
  const [row, choose] = useState<ReportRow | null | undefined>(undefined);
  const whole = askedBy(made);
  const { analysis, query, ready } = whole;
  const found = useQuery<Answer>({
    enabled: ready,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const key = `explore-${crypto.randomUUID()}`.slice(0, 64);
      // What nobody waits for any more need not be computed to its end.
      signal.addEventListener("abort", () => {
        ask("DELETE /api/apps/{app}/reports/runs/{key}", undefined, undefined, { app, key }).catch(() => undefined);
      });
      return ask("POST /api/apps/{app}/reports/query", { analysis, key, query }, signal, { app });
    },
    queryKey: keyOf(app, whole),
    retry: false,
  });
  // An answer with an analysis makes no chart without one, nor the other way round.
  const fitting = (found.data?.finding != null) === (analysis !== null);
  const answer = ready && fitting ? found.data : undefined;
  // A chart of the last answer stays until the next is there: its own question tells what it can be.
  const asked = answer?.query ?? query;
  const kind = kindOf(made.chart, asked, answer);
  const body = () => {
    if (!ready && isAnalysis(made.chart)) {
      return <Nothing hint={t("explore.analysis.chooseHint")} title={t("explore.analysis.choose")} />;
    }
    if (!ready) return <Nothing hint={t("explore.askFirstHint")} title={t("explore.askFirst")} />;
    if (found.error !== null) {
      return (
        <>
          <Failure error={found.error} onRetry={() => void found.refetch()} />
          <p className="quiet">{t("explore.failedHint")}</p>
        </>
      );
    }
    if (answer === undefined) return <Skeleton active paragraph={{ rows: 6 }} title={false} />;
    const read = readAnswer(answer);
    const empty = read.dimensions.length === 0 ? answer.rows.length === 0 : read.details.length === 0;
    if (empty && answer.finding == null)
      return <Nothing hint={t("reports.nothingHint")} title={t("reports.nothing")} />;
    const text = (picked: ReportRow) =>
      read.dimensions
        .filter(({ column }) => (picked.level ?? []).includes(column.name))
        .map((one) => groupText(picked, one, words))
        .join(" · ");
    const chart = (
      <ChartView
        chart={chartOf(kind, asked, analysis)}
        colours={colours}
        label={t("explore.chart")}
        read={read}
        words={words}
        onPick={choose}
      />
    );
    const [measure] = read.measures;
    return (
      <>
        {kind === "kpi" && measure !== undefined ? (
          <div className="explore-figure">
            <h3>{headOf(measure.column, words)}</h3>
            {chart}
            <p className="quiet">
              {[
                ...(along === null
                  ? []
                  : [
                      t("explore.figureOf", {
                        field: along,
                        period: stretch(made.time?.word ?? made.time?.range ?? null),
                      }),
                    ]),
                t("reports.behindCount", { count: answer.count ?? 0 }),
              ].join(" · ")}
            </p>
          </div>
        ) : (
          chart
        )}
        {row === undefined ? null : (
          <BehindDrawer
            answer={answer}
            app={app}
            row={row}
            title={row === null || text(row) === "" ? t("reports.behind") : text(row)}
            onClose={() => choose(undefined)}
          />
        )}
      </>
    );
  };
  const time =
    answer === undefined ? "" : new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(new Date(answer.at));
  return (
    <section aria-busy={found.isFetching} aria-label={t("explore.chart")} className="explore-answer">
      <ChartChoice
        chosen={made.chart}
        narrow={narrow}
        query={queryOf(made)}
        shown={kind}
        onChoose={(chart) => onChange({ ...made, chart })}
      />
      <div className={found.isPlaceholderData ? "explore-chart fading" : "explore-chart"}>{body()}</div>
      <p className="quiet explore-foot" role="status">
        {answer === undefined || found.error !== null
          ? null
          : [
              ...(answer.rows.length === 0 && answer.finding != null
                ? []
                : [
                    t("explore.groups", { count: readAnswer(answer).details.length }),
                    t("explore.rows", { count: answer.count ?? 0 }),
                  ]),
              t("explore.asOf", { time }),
              t("reports.milliseconds", { number: Math.round(answer.milliseconds) }),
              ...(answer.more ? [t("reports.more")] : []),
            ].join(" · ")}
      </p>
    </section>
  );
}

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { Answer, ReportRow } from "../../../generated/api";
import { groupText, readAnswer } from "../../../reports/answer";
import { ChartView } from "../../../reports/chart-view";
import { useColours } from "../../../reports/colours";
import { Failure } from "../../../ui/failure";
import { Nothing } from "../../../ui/nothing";
import { BehindDrawer } from "../behind-drawer";
import { ChartChoice } from "./chart-choice";
import { chartOf, kindOf } from "./charts";
import { type Exploration, queryOf } from "./exploration";

/** The answer to the question on the shelves, as a chart, with how many rows it stands for and as of when. */
export function ExploreAnswer({
  app,
  made,
  narrow,
  onChange,
}: {
  app: string;
  made: Exploration;
  narrow: boolean;
  onChange: (next: Exploration) => void;
}) {
  const words = useTexts();
  const { t, language } = words;
  const colours = useColours();
  const [row, choose] = useState<ReportRow | null | undefined>(undefined);
  const query = queryOf(made);
  const bare = made.measures.length === 0 && made.rows.length === 0 && made.columns.length === 0;
  const found = useQuery<Answer>({
    enabled: !bare,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const key = `explore-${crypto.randomUUID()}`.slice(0, 64);
      // What nobody waits for any more need not be computed to its end.
      signal.addEventListener("abort", () => {
        ask("DELETE /api/apps/{app}/reports/runs/{key}", undefined, undefined, { app, key }).catch(() => undefined);
      });
      return ask("POST /api/apps/{app}/reports/query", { key, query }, signal, { app });
    },
    queryKey: ["reports", app, "explore", query],
    retry: false,
  });
  const answer = bare ? undefined : found.data;
  // A chart of the last answer stays until the next is there: its own question tells what it can be.
  const asked = answer?.query ?? query;
  const kind = kindOf(made.chart, asked, answer);
  const body = () => {
    if (bare) return <Nothing hint={t("explore.askFirstHint")} title={t("explore.askFirst")} />;
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
    if (empty) return <Nothing hint={t("reports.nothingHint")} title={t("reports.nothing")} />;
    const text = (picked: ReportRow) =>
      read.dimensions
        .filter(({ column }) => (picked.level ?? []).includes(column.name))
        .map((one) => groupText(picked, one, words))
        .join(" · ");
    return (
      <>
        <ChartView
          chart={chartOf(kind, asked)}
          colours={colours}
          label={t("explore.chart")}
          read={read}
          words={words}
          onPick={choose}
        />
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
        query={query}
        shown={kind}
        onChoose={(chart) => onChange({ ...made, chart })}
      />
      <div className={found.isPlaceholderData ? "explore-chart fading" : "explore-chart"}>{body()}</div>
      <p className="quiet explore-foot" role="status">
        {answer === undefined || found.error !== null
          ? null
          : [
              t("explore.groups", { count: readAnswer(answer).details.length }),
              t("explore.rows", { count: answer.count ?? 0 }),
              t("explore.asOf", { time }),
              t("reports.milliseconds", { number: Math.round(answer.milliseconds) }),
              ...(answer.more ? [t("reports.more")] : []),
            ].join(" · ")}
      </p>
    </section>
  );
}

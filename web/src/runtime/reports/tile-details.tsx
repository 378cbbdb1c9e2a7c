import { Drawer } from "antd";
import { useTexts } from "../../core/language";
import type { Answer, MetricView } from "../../generated/api";
import "../admin/admin.css";

/** What the engines are called that compute answers; for other databases nothing better is known. */
const ENGINES = { duckdb: "DuckDB", external: "SQL", postgres: "PostgreSQL", spark: "Spark" } as const;

/** How an answer came about: as of when, of how many rows, by which definition and which SQL. */
export function TileDetails({
  answer,
  about,
  metrics,
  title,
  onClose,
}: {
  answer: Answer;
  /** What the chart shows, where its author says so. */
  about: string | null;
  /** The metrics that it shows. */
  metrics: readonly MetricView[];
  title: string;
  onClose: () => void;
}) {
  const { say, t, language } = useTexts();
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(
    new Date(answer.at),
  );
  return (
    <Drawer open size={560} title={title} onClose={onClose}>
      <div className="stacked">
        {about === null || metrics.some(({ description }) => say(description) === about) ? null : <p>{about}</p>}
        {metrics.map((one) => (
          <section key={one.name} aria-label={say(one.label)} className="metric-about">
            <h3>{say(one.label)}</h3>
            <p>{say(one.description)}</p>
            <p className="quiet">
              {[
                t("reports.version", { number: one.version ?? 1 }),
                ...(one.owner ? [t("reports.owner", { name: one.owner })] : []),
              ].join(" · ")}
            </p>
          </section>
        ))}
        <p>{t("reports.exact", { time })}</p>
        <p>
          {t("reports.rows", { count: answer.count ?? 0 })} ·{" "}
          {t("reports.milliseconds", { number: Math.round(answer.milliseconds) })} ·{" "}
          {ENGINES[answer.engine ?? "postgres"]}
          {answer.cached ? ` · ${t("reports.fromCache")}` : ""}
        </p>
        <h3>{t("reports.sql")}</h3>
        <pre className="report-sql">{answer.sql}</pre>
      </div>
    </Drawer>
  );
}

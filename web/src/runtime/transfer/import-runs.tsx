import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { Counts } from "./import-run";

/** The imports of a form so far, the latest first. */
export function ImportRuns({ app, form, onOpen }: { app: string; form: string; onOpen: (id: string) => void }) {
  const { language, t } = useTexts();
  const runs = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/forms/{form}/imports", undefined, signal, { app, form }),
    queryKey: ["imports", app, form],
    staleTime: 0,
  });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });
  return (
    <section aria-label={t("transfer.runs")} className="import-runs">
      <h2>{t("transfer.runs")}</h2>
      {runs.error !== null ? (
        <Failure error={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.data === undefined ? (
        <Waiting />
      ) : runs.data.length === 0 ? (
        <Nothing hint={t("transfer.accepted")} title={t("transfer.noRuns")} />
      ) : (
        <ul>
          {runs.data.map((one) => (
            <li key={one.id}>
              <button className="import-run" type="button" onClick={() => onOpen(one.id)}>
                <span className="import-run-name">{one.file}</span>
                <span className={`import-tag ${one.state}`}>{t(`transfer.states.${one.state}`)}</span>
                <span className="quiet">
                  {one.outcome ? <Counts outcome={one.outcome} /> : t(`transfer.modes.${one.mapping.mode ?? "insert"}`)}
                </span>
                <span className="quiet">
                  {one.account_name} · {moment.format(new Date(one.created_at))}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

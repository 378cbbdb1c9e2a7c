import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Popconfirm, Progress } from "antd";
import { useEffect } from "react";
import { ask, fetchFile } from "../../api/client";
import { useTexts } from "../../core/language";
import type { ImportOutcome, ImportRun } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { save } from "./saving";

const SHOWN = 20;
const EVERY = 700;

/** The last step: a run that goes on, or what came of it. */
export function ImportRunStep({
  app,
  form,
  id,
  titles,
  onChange,
  onStart,
  onAnother,
}: {
  app: string;
  form: string;
  id: string;
  /** What stands above the columns of the file, as far as it is known. */
  titles: readonly string[];
  /** Leads back to the columns, if the run can be changed. */
  onChange: (() => void) | null;
  /** Imports what was only checked, if it is known here. */
  onStart: (() => Promise<unknown>) | null;
  /** Leads to the next file. */
  onAnother: () => void;
}) {
  const { t } = useTexts();
  const client = useQueryClient();
  const address = { app, form, id };
  const run = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/forms/{form}/imports/{id}", undefined, signal, address),
    queryKey: ["import", app, form, id],
    refetchInterval: ({ state }) => (state.data?.state === "running" ? EVERY : false),
    staleTime: 0,
  });
  const cancel = useMutation({
    mutationFn: () => ask("POST /api/apps/{app}/forms/{form}/imports/{id}/cancel", undefined, undefined, address),
    onSuccess: () => run.refetch(),
  });
  const ended = run.data !== undefined && run.data.state !== "running";
  useEffect(() => {
    if (ended) void client.invalidateQueries({ queryKey: ["records", app, form] });
    if (ended) void client.invalidateQueries({ queryKey: ["imports", app, form] });
  }, [ended, client, app, form]);
  if (run.error !== null) return <Failure error={run.error} onRetry={() => void run.refetch()} />;
  if (run.data === undefined) return <Waiting />;
  if (run.data.state === "running") {
    const { done = 0, rows } = run.data;
    const of = rows ?? 0;
    return (
      <div className="import-progress">
        <Progress
          aria-label={t("transfer.steps.run")}
          percent={of > 0 ? Math.floor((100 * done) / of) : 0}
          status="active"
        />
        <p role="status">{t("transfer.progress", { done, rows: of })}</p>
        <p className="quiet">{t("transfer.wait")}</p>
        <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("transfer.cancel")}
        </Button>
      </div>
    );
  }
  return (
    <Ended
      address={address}
      run={run.data}
      titles={titles}
      onAnother={onAnother}
      onChange={onChange}
      onStart={onStart === null ? null : () => void onStart().then(() => run.refetch())}
      onUndone={() => void run.refetch()}
    />
  );
}

function Ended({
  run,
  address,
  titles,
  onChange,
  onStart,
  onAnother,
  onUndone,
}: {
  run: ImportRun;
  address: { app: string; form: string; id: string };
  titles: readonly string[];
  onChange: (() => void) | null;
  onStart: (() => void) | null;
  onAnother: () => void;
  onUndone: () => void;
}) {
  const { language, say, t } = useTexts();
  const outcome = run.outcome ?? null;
  const undo = useMutation({
    mutationFn: () => ask("POST /api/apps/{app}/forms/{form}/imports/{id}/undo", undefined, undefined, address),
    onSuccess: onUndone,
  });
  const report = useMutation({
    mutationFn: async () =>
      save(
        await fetchFile("GET /api/apps/{app}/forms/{form}/imports/{id}/report", undefined, undefined, {
          ...address,
          language,
        }),
      ),
  });
  const { type, title } = headline(run, outcome);
  const error = outcome?.error ?? null;
  return (
    <div className="import-ended">
      <Alert
        description={
          <>
            {outcome === null ? null : <Counts outcome={outcome} />}
            {error === null ? null : <p>{`${say(error.message)} ${error.hint ? say(error.hint) : ""}`}</p>}
            {outcome?.undo ? (
              <p>
                {t("transfer.undoneTold", {
                  kept: outcome.undo.kept,
                  restored: outcome.undo.restored,
                  trashed: outcome.undo.trashed,
                })}
              </p>
            ) : null}
          </>
        }
        showIcon
        title={t(`transfer.${title}`)}
        type={type}
      />
      {outcome === null ? null : <Problems outcome={outcome} titles={titles} />}
      <div className="import-actions">
        {run.state === "done" ? (
          <Button href={`#/app/${address.app}/form/${address.form}`} type="primary">
            {t("transfer.toList")}
          </Button>
        ) : null}
        {onStart !== null && run.state === "waiting" && outcome?.checked ? (
          <Button type="primary" onClick={onStart}>
            {t("transfer.start", { rows: run.rows ?? 0 })}
          </Button>
        ) : null}
        {onChange !== null && run.state !== "done" && run.state !== "undone" ? (
          <Button onClick={onChange}>{t("transfer.change")}</Button>
        ) : null}
        {(outcome?.problems ?? []).length > 0 ? (
          <Button loading={report.isPending} onClick={() => report.mutate()}>
            {t("transfer.report")}
          </Button>
        ) : null}
        {run.may_undo ? (
          <Popconfirm title={t("transfer.undo")} description={t("transfer.undoSure")} onConfirm={() => undo.mutate()}>
            <Button danger loading={undo.isPending}>
              {t("transfer.undo")}
            </Button>
          </Popconfirm>
        ) : null}
        <Button onClick={onAnother}>{t(run.state === "refused" ? "transfer.again" : "transfer.another")}</Button>
      </div>
      {undo.error === null ? null : <Failure error={undo.error} onRetry={() => undo.mutate()} />}
      {report.error === null ? null : <Failure error={report.error} onRetry={() => report.mutate()} />}
    </div>
  );
}

function headline(run: ImportRun, outcome: ImportOutcome | null) {
  if (run.state === "done") return { title: "doneTitle", type: "success" } as const;
  if (run.state === "undone") return { title: "undoneTitle", type: "info" } as const;
  if (run.state === "failed") return { title: "failedTitle", type: "error" } as const;
  if (outcome?.cancelled) return { title: "cancelledTitle", type: "info" } as const;
  if (outcome?.checked && outcome.refused === 0) return { title: "checkedTitle", type: "success" } as const;
  return { title: "refusedTitle", type: "error" } as const;
}

/** What came of a run in numbers. */
export function Counts({ outcome }: { outcome: ImportOutcome }) {
  const { t } = useTexts();
  const parts = (["created", "updated", "unchanged", "refused"] as const)
    .filter((one) => (outcome[one] ?? 0) > 0)
    .map((one) => t(`transfer.${one}`, { count: outcome[one] ?? 0 }));
  if ((outcome.seconds ?? 0) > 1) parts.push(t("transfer.seconds", { seconds: (outcome.seconds ?? 0).toFixed(1) }));
  return <span>{parts.join(" · ")}</span>;
}

function Problems({ outcome, titles }: { outcome: ImportOutcome; titles: readonly string[] }) {
  const { say, t } = useTexts();
  const problems = outcome.problems ?? [];
  if (problems.length === 0) return null;
  const more = problems.length - SHOWN + (outcome.more ?? 0);
  return (
    <div className="import-scroll">
      <table className="import-table">
        <thead>
          <tr>
            <th scope="col">{t("transfer.row")}</th>
            <th scope="col">{t("transfer.column")}</th>
            <th scope="col">{t("transfer.actions.refused")}</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, SHOWN).map((one) => (
            <tr key={`${one.row} ${one.column} ${one.problem.code} ${one.problem.path}`}>
              <th scope="row">{one.row}</th>
              <td>{one.column === null ? "" : titles[one.column] || `#${one.column + 1}`}</td>
              <td>
                {say(one.problem.message)}{" "}
                {one.problem.hint ? <span className="quiet">{say(one.problem.hint)}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p className="quiet">{t("transfer.more", { count: more })}</p> : null}
    </div>
  );
}

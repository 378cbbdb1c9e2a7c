import { useQuery } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Input, Progress, Tag } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { Hit, ReplayResult, RuleView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { useAct } from "../admin/attempt";

/** How often it is asked how far a trial is, in milliseconds. */
const PAUSE = 700;
const ENDED: ReadonlySet<string> = new Set(["done", "dead", "cancelled"]);
/** How many days are gone through unless others are chosen. */
const DAYS = 30;

/** Tries a rule, or one with another condition, on what has happened between two days. */
export function RuleTrial({ of }: { of: RuleView }) {
  const { t } = useTexts();
  const live = typeof of.definition?.["condition"] === "string" ? of.definition["condition"] : "";
  const [condition, write] = useState(live);
  const [span, choose] = useState<readonly [Dayjs, Dayjs]>([dayjs().subtract(DAYS, "day").startOf("day"), dayjs()]);
  const [job, begin] = useState<string | null>(null);
  const { act, busy } = useAct();
  const start = () =>
    act(async () => {
      const { condition: _, ...rest } = of.definition ?? {};
      const changed = condition.trim() === live ? null : { ...rest, ...(condition.trim() ? { condition } : {}) };
      const replay = await ask("POST /api/rules/replay", {
        app: of.app,
        changed,
        rule: of.rule.slice(of.app.length + 1),
        since: span[0].toISOString(),
        until: span[1].toISOString(),
      });
      begin(replay.job);
    });
  return (
    <div className="rule-trial">
      <p className="quiet">{t("rules.trialHint")}</p>
      <label htmlFor="trial-since">{t("rules.between")}</label>
      <DatePicker.RangePicker
        allowClear={false}
        id={{ end: "trial-until", start: "trial-since" }}
        value={[span[0], span[1]]}
        onChange={(found) => {
          if (found?.[0] && found[1]) choose([found[0].startOf("day"), found[1].endOf("day")]);
        }}
      />
      <label htmlFor="trial-condition">{t("rules.condition")}</label>
      <Input.TextArea
        autoSize={{ maxRows: 8, minRows: 2 }}
        className="code"
        id="trial-condition"
        spellCheck={false}
        value={condition}
        onChange={(event) => write(event.target.value)}
      />
      <Button loading={busy} type="primary" onClick={() => void start()}>
        {t("rules.start")}
      </Button>
      {job === null ? null : <Running form={of.form} job={job} key={job} />}
    </div>
  );
}

/** How far a trial is, with a way to stop it; then what came of it. */
function Running({ job, form }: { job: string; form: string }) {
  const { t } = useTexts();
  const { act, busy } = useAct("trial");
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/rules/replays/{job}", undefined, signal, { job }),
    queryKey: ["trial", job],
    refetchInterval: (query) => (ENDED.has(query.state.data?.state ?? "") ? false : PAUSE),
    staleTime: 0,
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const state = found.data?.state ?? "waiting";
  if (found.data?.result) return <Result form={form} of={found.data.result} />;
  if (state === "cancelled") return <Alert showIcon title={t("rules.stopped")} type="info" />;
  if (state === "dead")
    return <Alert showIcon title={t("rules.failed")} description={found.data?.message} type="error" />;
  const { done = 0, of = 0 } = found.data ?? {};
  const stop = () => act(() => ask("POST /api/jobs/{id}/cancel", undefined, undefined, { id: job }));
  return (
    <div aria-live="polite" className="trial-running">
      <Progress aria-label={t("rules.trial")} percent={of === 0 ? 0 : Math.floor((100 * done) / of)} status="active" />
      <span className="quiet">{t("rules.trialOf", { done, of })}</span>
      <Button disabled={found.data?.cancelling === true} loading={busy} onClick={() => void stop()}>
        {t("rules.stop")}
      </Button>
    </div>
  );
}

function Result({ of, form }: { of: ReplayResult; form: string }) {
  const { language, t } = useTexts();
  const figures: readonly (readonly [string, number])[] = [
    [t("rules.hits"), of.hits],
    [t("rules.hitRecords"), of.records],
    [t("rules.live"), of.live],
    [t("rules.added"), of.added_count ?? 0],
    [t("rules.removed"), of.removed_count ?? 0],
    [t("rules.changes"), of.changes],
  ];
  const kinds = Object.entries(of.effects ?? {});
  return (
    <section aria-live="polite" className="trial-result">
      <dl className="trial-figures">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count.toLocaleString(language)}</dd>
          </div>
        ))}
      </dl>
      {kinds.length === 0 ? null : (
        <p>
          {t("rules.wouldDo")}:{" "}
          {kinds.map(([kind, count]) => (
            <Tag key={kind}>{`${kind} × ${count}`}</Tag>
          ))}
        </p>
      )}
      {of.present?.length ? <p className="quiet">{t("rules.present", { names: of.present.join(", ") })}</p> : null}
      {of.hits === 0 ? (
        <Nothing hint={t("rules.noHitsHint")} title={t("rules.noHits")} />
      ) : (
        <Hits form={form} of={of.shown ?? []} title={t("rules.shownHits")} />
      )}
      {of.added?.length && of.added.length !== of.hits ? (
        <Hits form={form} of={of.added} title={t("rules.added")} />
      ) : null}
      {of.removed?.length ? <Hits form={form} of={of.removed} title={t("rules.removed")} /> : null}
    </section>
  );
}

function Hits({ of, form, title }: { of: readonly Hit[]; form: string; title: string }) {
  const { t } = useTexts();
  const [app, inner] = [form.slice(0, form.indexOf(".")), form.slice(form.indexOf(".") + 1)];
  return (
    <details open>
      <summary>{title}</summary>
      <ol className="trial-hits">
        {of.map((one) => (
          <li key={`${one.record_id}${one.at}${one.branch}`}>
            <a href={`#/app/${app}/form/${inner}/${one.record_id}`}>{one.title || t("rules.form")}</a>{" "}
            <time className="quiet" dateTime={one.at}>
              {shownInstant(one.at, false)}
            </time>
            {one.branch === "ended" ? <Tag>{t("rules.ended")}</Tag> : null}
          </li>
        ))}
      </ol>
    </details>
  );
}

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Collapse, Drawer, Select } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { Bench, JobPage, JobView, ScheduleView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mark } from "../../ui/mark";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { More } from "../flows/task-list";
import { useSeen } from "../notices/seen";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { useAct } from "./attempt";
import { Loaded } from "./loaded";
import { PageHead } from "./page-head";
import { type RowColumn, Rows } from "./rows";
import "../flows/flows.css";
import "./jobs.css";

const STATES = ["dead", "failing", "waiting", "running", "done", "cancelled"] as const;
type State = (typeof STATES)[number];
const TONES = { dead: "danger", running: "accent", done: "good" } as const;
/** What a flow waits for: without it the flow would wait for ever. */
const NEEDED: readonly string[] = ["effect", "flow_aside", "flow_call", "flow_event", "hook"];
/** How often the page looks again, in milliseconds. */
const AGAIN = 10_000;

/** What is done in the background, what fails there and what was given up: `#/admin/jobs/<state>/<kind>`, or one by its id. */
export function JobsPage({ path }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const [word, wanted] = path;
  const state: State = STATES.find((one) => one === word) ?? "dead";
  const kind = wanted ?? null;
  const one = word !== undefined && word !== state ? word : null;
  const bench = useQuery({
    queryFn: ({ signal }) => ask("GET /api/jobs/bench", undefined, signal),
    queryKey: ["jobs", "bench"],
    refetchInterval: AGAIN,
    staleTime: 0,
  });
  return (
    <>
      <PageHead hint={t("jobs.hint")} title={t("jobs.title")} />
      <Loaded of={bench}>
        {(found) => (
          <>
            {found.workers.length === 0 ? (
              <Alert
                className="notice"
                description={t("jobs.noWorkerHint")}
                showIcon
                title={t("jobs.noWorker")}
                type="error"
              />
            ) : null}
            <Tools
              bench={found}
              kind={kind}
              state={state}
              onChoose={(next, of) => go(["admin/jobs", next, ...(of ? [of] : [])].join("/"))}
            />
            <List key={`${state}/${kind}`} kind={kind} state={state} />
            <Schedules schedules={found.schedules} />
          </>
        )}
      </Loaded>
      {one === null ? null : (
        <Drawer open size={560} title={t("jobs.title")} onClose={() => go("admin/jobs")}>
          <One id={one} />
        </Drawer>
      )}
    </>
  );
}

function Tools({
  bench,
  state,
  kind,
  onChoose,
}: {
  bench: Bench;
  state: State;
  kind: string | null;
  onChoose: (state: State, kind: string | null) => void;
}) {
  const { say, t } = useTexts();
  const { act, busy } = useAct("jobs", "incidents");
  const { message, modal } = App.useApp();
  const counted = (one: State) =>
    Object.entries(bench.counts)
      .filter(([name]) => kind === null || name === kind)
      .reduce((sum, [, found]) => sum + (found[one] ?? 0), 0);
  const dead = counted("dead");
  const retryAll = () =>
    modal.confirm({
      content: t("jobs.retryAllHint"),
      okText: t("jobs.retryAll", { count: dead }),
      onOk: () =>
        act(async () => {
          const { count } = await ask("POST /api/jobs/revive", undefined, undefined, kind === null ? {} : { kind });
          void message.success(t("jobs.retriedAll", { count }));
        }),
      title: t("jobs.retryAllAsk", { count: dead }),
    });
  const kinds = Object.entries(bench.names).map(([value, label]) => ({ label: say(label), value }));
  return (
    <div className="list-tools roomy">
      <Select<State>
        aria-label={t("jobs.state")}
        className="job-choice"
        options={STATES.map((value) => {
          const count = counted(value);
          return { label: count === 0 ? t(`jobs.states.${value}`) : `${t(`jobs.states.${value}`)} (${count})`, value };
        })}
        value={state}
        onChange={(next) => onChoose(next, kind)}
      />
      <Select<string | null>
        allowClear
        aria-label={t("jobs.kind")}
        className="job-choice"
        options={kinds.toSorted((one, other) => one.label.localeCompare(other.label))}
        placeholder={t("jobs.anyKind")}
        showSearch={{ optionFilterProp: "label" }}
        value={kind}
        onChange={(next) => onChoose(state, next ?? null)}
      />
      {state === "dead" && dead > 1 ? (
        <Button disabled={busy} onClick={retryAll}>
          {t("jobs.retryAll", { count: dead })}
        </Button>
      ) : null}
      <span className="grow" />
      <span className="quiet">{t("jobs.workers", { count: bench.workers.length })}</span>
    </div>
  );
}

function List({ state, kind }: { state: State; kind: string | null }) {
  const { t } = useTexts();
  const found = useInfiniteQuery({
    getNextPageParam: (last: JobPage) => last.next ?? undefined,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/jobs", undefined, signal, {
        state,
        ...(kind === null ? {} : { kind }),
        ...(pageParam ? { before: pageParam } : {}),
      }),
    queryKey: ["jobs", "page", state, kind],
    refetchInterval: AGAIN,
    staleTime: 0,
  });
  const columns = useColumns();
  const rows = found.data?.pages.flatMap((one) => one.jobs) ?? [];
  useSeen(state === "dead" ? rows.slice(0, 200).map((one) => `/admin/jobs/${one.id}`) : []);
  if (found.error !== null && found.data === undefined) {
    return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return <Waiting />;
  if (rows.length === 0) return <Nothing hint={t("jobs.noneHint")} title={t(`jobs.none.${state}`)} />;
  return (
    <>
      <Rows columns={columns} label={t("jobs.title")} rowKey={(one) => one.id} rows={rows} />
      {found.hasNextPage ? <More busy={found.isFetchingNextPage} onMore={() => void found.fetchNextPage()} /> : null}
    </>
  );
}

function One({ id }: { id: string }) {
  const columns = useColumns();
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/jobs/{id}", undefined, signal, { id }),
    queryKey: ["jobs", "one", id],
    staleTime: 0,
  });
  return (
    <Loaded of={found}>
      {(job) => (
        <dl className="job-facts">
          {columns.map((column) => (
            <div key={column.key}>
              <dt>{column.title}</dt>
              <dd>{column.render(job)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Loaded>
  );
}

function useColumns(): readonly RowColumn<JobView>[] {
  const { say, t } = useTexts();
  return [
    { key: "what", render: (one) => say(one.label), title: t("jobs.what") },
    {
      key: "state",
      render: (one) => {
        const state: State = one.state === "waiting" && one.attempts > 0 ? "failing" : one.state;
        const tone = state === "failing" ? "warning" : (TONES[state as keyof typeof TONES] ?? "plain");
        return <Mark tone={tone}>{t(`jobs.states.${state}`)}</Mark>;
      },
      title: t("jobs.state"),
    },
    { key: "about", render: (one) => <About job={one} />, title: t("jobs.about") },
    { key: "cause", render: (one) => <Cause job={one} />, title: t("jobs.cause") },
    {
      key: "tries",
      render: (one) => (
        <div className="job-lines">
          <span>{t("jobs.triesOf", { count: one.attempts, most: one.max_attempts })}</span>
          {one.state === "waiting" && one.attempts > 0 ? (
            <span className="quiet">{t("jobs.next", { at: shownInstant(one.run_at, false) })}</span>
          ) : null}
        </div>
      ),
      title: t("jobs.tries"),
    },
    { key: "at", render: (one) => shownInstant(one.created_at, false), title: t("jobs.at") },
    { key: "acts", render: (one) => <Acts job={one} />, title: t("flows.acts") },
  ];
}

/** Where a job comes from, with ways there. */
function About({ job }: { job: JobView }) {
  const { t } = useTexts();
  const { app, flow, form, instance, record, rule } = job.about;
  const names = [app, flow ?? rule].filter((part) => part != null);
  const [of, name] = form == null ? [] : form.includes(".") ? form.split(".") : [app, form];
  return (
    <div className="job-lines">
      <span>{names.length === 0 ? "–" : names.join(" · ")}</span>
      {instance == null ? null : <a href={`#/instances/${instance}`}>{t("jobs.instance")}</a>}
      {record == null || of == null || name == null ? null : (
        <a href={`#/apps/${of}/${name}/${record}`}>{t("jobs.record")}</a>
      )}
    </div>
  );
}

/** What went wrong with a job at its last try. */
function Cause({ job }: { job: JobView }) {
  const { say } = useTexts();
  const told = job.error as {
    readonly message?: string;
    readonly problems?: readonly { readonly message: Words; readonly hint?: Words }[];
  } | null;
  if (told == null) return "–";
  const problems = told.problems ?? [];
  if (problems.length === 0) return <span className="job-cause">{told.message ?? "–"}</span>;
  return (
    <div className="job-lines job-cause">
      {problems.map((one) => (
        <span key={one.message.en}>
          {say(one.message)} {one.hint === undefined ? null : <span className="quiet">{say(one.hint)}</span>}
        </span>
      ))}
    </div>
  );
}

interface Words {
  readonly en: string;
  readonly "zh-CN": string;
}

function Acts({ job }: { job: JobView }) {
  const { t } = useTexts();
  const { act, busy } = useAct("jobs", "incidents");
  const { modal } = App.useApp();
  const { id } = job;
  const failing = job.state === "waiting" && job.attempts > 0;
  const retry = () => act(() => ask("POST /api/jobs/{id}/revive", undefined, undefined, { id }), t("jobs.retried"));
  const stop = () =>
    modal.confirm({
      content: t("jobs.stopHint"),
      okButtonProps: { danger: true },
      okText: t("jobs.stop"),
      onOk: () => act(() => ask("POST /api/jobs/{id}/cancel", undefined, undefined, { id }), t("jobs.stopped")),
      title: t("jobs.stopAsk"),
    });
  const stops = (job.state === "waiting" || job.state === "running") && !job.cancelling && !NEEDED.includes(job.kind);
  return (
    <span className="row-tools">
      {job.state === "dead" || failing ? (
        <Button disabled={busy} size="small" type="primary" onClick={() => void retry()}>
          {t(failing ? "jobs.now" : "jobs.retry")}
        </Button>
      ) : null}
      {stops ? (
        <Button disabled={busy} size="small" onClick={stop}>
          {t("jobs.stop")}
        </Button>
      ) : null}
    </span>
  );
}

function Schedules({ schedules }: { schedules: readonly ScheduleView[] }) {
  const { t } = useTexts();
  const [open, setOpen] = useState<readonly string[]>([]);
  if (schedules.length === 0) return null;
  const when = (at: string | null | undefined) => (at == null ? "–" : shownInstant(at, false));
  const columns: readonly RowColumn<ScheduleView>[] = [
    { key: "name", render: (one) => [one.app, one.name].filter(Boolean).join(" · "), title: t("jobs.what") },
    { key: "cron", render: (one) => `${one.cron} · ${one.zone}`, title: t("jobs.cron") },
    { key: "next", render: (one) => when(one.next_at), title: t("jobs.nextAt") },
    { key: "last", render: (one) => when(one.last_at), title: t("jobs.lastAt") },
  ];
  return (
    <Collapse
      activeKey={[...open]}
      className="job-schedules"
      ghost
      items={[
        {
          children: (
            <Rows
              columns={columns}
              label={t("jobs.schedules")}
              rowKey={(one) => `${one.app}/${one.name}`}
              rows={schedules}
            />
          ),
          key: "all",
          label: t("jobs.showSchedules", { count: schedules.length }),
        },
      ]}
      onChange={(keys) => setOpen(keys)}
    />
  );
}

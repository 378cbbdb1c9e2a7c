import { ArrowLeftOutlined, ExportOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App } from "antd";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { InstanceView, TaskView } from "../../generated/api";
import type { FormPage } from "../../generated/forms";
import { Failure } from "../../ui/failure";
import { Mark } from "../../ui/mark";
import { Nothing } from "../../ui/nothing";
import { Pane } from "../../ui/pane";
import { Waiting } from "../../ui/waiting";
import { usePlace } from "../session";
import { Actions } from "./actions";
import { Gone, isId } from "./gone";
import { Journal } from "./journal";
import { PeopleOfFlow, type SeatVerb } from "./people-line";
import { type FormOfTask, TaskForm } from "./task-form";
import { Archived, AtRest, Cause, Ended } from "./task-notices";
import {
  recordPage,
  toneOf,
  useAge,
  useFlowOf,
  useNodeKinds,
  useNoticesRead,
  useRenewal,
  useStateWords,
  type Verb,
} from "./tasks";
import { type Entries, presentEntries, VariableFields } from "./variable-fields";
import { VerbDialog } from "./verb-dialog";
import "../admin/admin.css";
import "./flows.css";

const Diagram = lazy(() => import("./diagram").then((module) => ({ default: module.Diagram })));
/** The verbs that carry what was changed in the form. */
const CARRYING: ReadonlySet<string> = new Set(["approve", "submit", "reject", "abstain", "resolve", "save_draft"]);
/** The verbs that are about the flow as a whole. */
const WHOLE: ReadonlySet<string> = new Set(["comment", "urge", "withdraw"]);
/** The verbs after which nothing is left to do here, so that the next task is offered. */
const ENDING: ReadonlySet<string> = new Set([
  "approve",
  "submit",
  "reject",
  "abstain",
  "resolve",
  "answer",
  "send_back",
  "transfer",
]);

/** A task: what is to be decided, by which form, with whom, and what happened before. */
export function TaskPage({ id }: { id: string }) {
  const found = useQuery({
    enabled: isId(id),
    queryFn: ({ signal }) => ask("GET /api/tasks/{id}", undefined, signal, { id }),
    queryKey: ["tasks", "one", id],
    staleTime: 0,
  });
  if (!isId(id) || (found.error !== null && found.data === undefined)) {
    return <Gone error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return <Waiting />;
  return <Shown key={id} view={found.data} />;
}

function Shown({ view }: { view: TaskView }) {
  const { say, t } = useTexts();
  const { message } = App.useApp();
  const { task, instance } = view;
  const renew = useRenewal();
  const form = useRef<FormOfTask>(null);
  const draft = useState(view.draft ?? "");
  const takes = view.takes ?? [];
  const [entries, enter] = useState<Entries>(() => presentEntries(takes));
  const [asked, count] = useState(0);
  const [over, end] = useState(false);
  const nameOf = useNames(instance);
  const works = task.state === "open" && (view.may ?? []).some((one) => CARRYING.has(one));
  useReading(view);
  useNoticesRead(`/tasks/${task.id}`, instance.updated_at);
  const lacking = () => {
    const empty = form.current?.empty() ?? [];
    return empty.length === 0 ? "" : t("flows.fillIn", { names: empty.map(say).join(", ") });
  };
  const act = async (verb: Verb) => {
    const carries = works && CARRYING.has(verb.kind);
    const values = carries ? (form.current?.changes() ?? {}) : {};
    const version = Object.keys(values).length > 0 && view.record != null ? view.record.version : null;
    try {
      if (WHOLE.has(verb.kind)) {
        await ask("POST /api/instances/{id}/verbs", { verb }, undefined, { id: instance.id });
      } else await ask("POST /api/tasks/{id}/verbs", { values, verb, version }, undefined, { id: task.id });
    } catch (error) {
      if (form.current?.tell(error)) count(asked + 1);
      await renew();
      throw error;
    }
    if (verb.kind !== "save_draft") {
      const own = view.buttons?.[verb.kind];
      void message.success(`${own === undefined ? t(`flows.verb.${verb.kind}`) : say(own)} ✓`, 2);
    }
    await renew();
    end(ENDING.has(verb.kind));
  };
  return (
    <div className="flow-page">
      <div className="record-ways">
        <a className="back" href="#/tasks">
          <ArrowLeftOutlined aria-hidden /> {t("flows.toInbox")}
        </a>
        <a className="back" href={`#/instances/${instance.id}`}>
          {t("flows.openInstance")}
        </a>
      </div>
      <FlowHead
        instance={instance}
        step={nameOf(task.node)}
        title={instance.title || say(instance.label)}
        {...(task.principal_name ? { note: t("flows.forName", { name: task.principal_name }) } : {})}
      />
      {view.description == null ? null : <p className="flow-description">{say(view.description)}</p>}
      {instance.archived === true ? (
        <Archived instance={instance} />
      ) : (
        <Ended nameOf={nameOf} over={over} view={view} />
      )}
      <Cause view={view} />
      <AtRest instance={instance} />
      <div className="flow-parts">
        <div className="flow-main">
          {view.record == null && takes.length > 0 ? null : (
            <Pane title={t("flows.form")} extra={<RecordLink instance={instance} />}>
              {view.record == null || view.page == null ? (
                <Nothing hint={t("flows.noRecordHint")} title={t("flows.noRecord")} />
              ) : (
                <TaskForm
                  ref={form}
                  asked={asked}
                  fields={view.fields ?? {}}
                  page={view.page as FormPage}
                  record={view.record}
                  works={works}
                />
              )}
            </Pane>
          )}
          {takes.length === 0 ? null : (
            <Pane title={t("flows.stepAsks")}>
              <div className="step-asks">
                <VariableFields takes={takes} value={entries} onChange={enter} />
              </div>
            </Pane>
          )}
          <DiagramPane instance={instance} />
        </div>
        <FlowSide instance={instance} nameOf={nameOf} />
      </div>
      <Actions draft={draft} entries={entries} lacking={lacking} over={over} view={view} onAct={act} />
    </div>
  );
}

/** Notes that the person has looked at the task: at once, and only once. */
function useReading(view: TaskView): void {
  const renew = useRenewal();
  const { id, read_at } = view.task;
  const may = (view.may ?? []).includes("read");
  useEffect(() => {
    if (!may || read_at != null) return;
    // What cannot be noted now is noted when the page is opened again.
    ask("POST /api/tasks/{id}/verbs", { verb: { kind: "read" } }, undefined, { id }).then(renew, () => undefined);
  }, [id, read_at, may, renew]);
}

/** What a flow is about, where it stands, and who began it. */
export function FlowHead({
  instance,
  title,
  step,
  note,
  tools,
}: {
  instance: InstanceView;
  title: ReactNode;
  step?: string;
  note?: string;
  tools?: ReactNode;
}) {
  const { say, t } = useTexts();
  const words = useStateWords();
  const age = useAge();
  return (
    <div className="page-head flow-head">
      <h1>{title}</h1>
      {tools === undefined ? null : <div className="page-tools">{tools}</div>}
      <p className="flow-facts">
        <Mark tone={toneOf(instance.status)}>{words.status(instance.status)}</Mark>
        <span>{say(instance.label)}</span>
        {step === undefined ? null : <strong>{step}</strong>}
        {instance.initiator_name === "" ? null : <span>{t("flows.by", { name: instance.initiator_name })}</span>}
        <span>
          {instance.ended_at === null
            ? t("flows.running", { age: age(instance.started_at) })
            : t("flows.took", { age: age(instance.started_at, instance.ended_at) })}
        </span>
        {note === undefined ? null : <span>{note}</span>}
      </p>
    </div>
  );
}

/** Who is asked, and what happened, beside the page. */
export function FlowSide({ instance, nameOf }: { instance: InstanceView; nameOf: (node: string) => string }) {
  const { t } = useTexts();
  const renew = useRenewal();
  const [asked, ask_] = useState<{ readonly kind: SeatVerb; readonly task: string } | null>(null);
  const act = async (verb: Verb) => {
    await ask("POST /api/instances/{id}/verbs", { verb }, undefined, { id: instance.id });
    await renew();
  };
  return (
    <aside className="flow-side" aria-label={t("flows.journal")}>
      <Pane title={t("flows.seats")}>
        <PeopleOfFlow instance={instance} nameOf={nameOf} onVerb={(kind, task) => ask_({ kind, task })} />
      </Pane>
      <Pane title={t("flows.journal")}>
        <Journal instance={instance} nameOf={nameOf} />
      </Pane>
      {asked === null ? null : <VerbDialog asked={asked} begun="" offers={{}} onAct={act} onClose={() => ask_(null)} />}
    </aside>
  );
}

/** The flow as a picture, loaded when it is shown. */
export function DiagramPane({ instance }: { instance: InstanceView }) {
  const { t } = useTexts();
  const flow = useFlowOf(instance.id, instance.version);
  return (
    <Pane title={t("flows.diagram")}>
      {flow.error !== null ? (
        <Failure error={flow.error} onRetry={() => void flow.refetch()} />
      ) : flow.data === undefined ? (
        <Waiting />
      ) : (
        <Suspense fallback={<Waiting />}>
          <Diagram flow={flow.data} progress={instance} />
        </Suspense>
      )}
    </Pane>
  );
}

/** The way to the page of the record, for those who may see its app. */
export function RecordLink({ instance }: { instance: InstanceView }) {
  const { t } = useTexts();
  const { apps } = usePlace();
  const page = recordPage(instance.form, instance.record);
  if (page === null || !apps.some((one) => one.name === instance.app)) return null;
  return (
    <a className="flow-link" href={page}>
      <ExportOutlined aria-hidden /> {t("flows.openRecord")}
    </a>
  );
}

/** Returns what the steps of an instance are called. */
export function useNames(instance: InstanceView): (node: string) => string {
  const { say, t } = useTexts();
  const kindOf = useNodeKinds();
  const flow = useFlowOf(instance.id, instance.version);
  return (node) => {
    const found = flow.data?.nodes?.find((one) => one.name === node);
    // A name that only the flow knows is better awaited than told.
    if (found === undefined) return flow.isPending ? "" : node;
    if (found.label != null) return say(found.label);
    // People meet a start when the flow was sent back to it.
    return found.kind.endsWith("_start") ? t("flows.beginning") : kindOf(found);
  };
}

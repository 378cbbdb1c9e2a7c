import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import { shownInstant } from "../../fields/moments";
import type { InstanceView, TaskView } from "../../generated/api";
import { usePlace } from "../session";
import { useLineWords } from "./journal";
import { causeOf, endOf } from "./journal-lines";
import { useOutcomes, useStateWords } from "./tasks";

interface Told {
  readonly title: string;
  readonly said: string;
  readonly bad: boolean;
}

/** What became of a task that its reader cannot work any more: who decided, and who has it now. */
export function Ended({
  view,
  over,
  nameOf,
}: {
  view: TaskView;
  /** Whether the reader has just done it, so that the next task is offered. */
  over: boolean;
  nameOf: (node: string) => string;
}) {
  const told = useEnd(view, nameOf);
  const now = useNow(view.instance, nameOf);
  const narrow = useMedia("(max-width: 640px)");
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Whoever decides far down the page sees what became of it.
    if (over) place.current?.scrollIntoView({ block: "center" });
  }, [over]);
  if (told === null) return null;
  return (
    <div ref={place} className="notice">
      <Alert
        action={over ? <NextTask show={narrow ? "end" : "both"} without={view.task.id} /> : undefined}
        description={
          <>
            {told.said === "" ? null : <q className="flow-opinion">{told.said}</q>}
            <p>{now}</p>
          </>
        }
        role="status"
        showIcon
        title={told.title}
        type={told.bad ? "warning" : "info"}
      />
    </div>
  );
}

/** Returns what is told of the end of a task for its reader; null while it is open to them. */
function useEnd({ task, instance }: TaskView, nameOf: (node: string) => string): Told | null {
  const { t } = useTexts();
  const { signed } = usePlace();
  const outcomeOf = useOutcomes(instance);
  const wordsOf = useLineWords();
  if (task.kind === "copy") return { bad: false, said: "", title: t("flows.copied") };
  if (task.state !== "done" && task.state !== "cancelled") {
    const me = signed.account.id;
    const other = task.person != null && task.person !== me && task.principal !== me && task.state === "open";
    if (!other) return null;
    const claimed = (task.candidates ?? []).includes(me);
    const name = task.person_name ?? "";
    return { bad: false, said: "", title: t(claimed ? "flows.claimedBy" : "flows.passedOn", { name }) };
  }
  const line = endOf(instance, task.closed_at);
  const decided = task.outcome != null ? task : decisionOf(instance, task.node);
  if (decided?.outcome != null && (task.outcome != null || line === undefined || line.task === decided.key)) {
    const outcome = outcomeOf(decided.outcome, task.node);
    return {
      bad: decided.outcome === "rejected",
      said: task.outcome == null ? (decided.opinion ?? "") : "",
      title: t("flows.decided", {
        at: shownInstant(decided.closed_at ?? "", false),
        name: decided.by_name || t("flows.system"),
        outcome: outcome.charAt(0).toUpperCase() + outcome.slice(1),
      }),
    };
  }
  if (line === undefined) return { bad: false, said: "", title: t("flows.closed") };
  const { opinion } = line.detail ?? {};
  return {
    bad: true,
    said: typeof opinion === "string" ? opinion : "",
    title: t("flows.endedBy", {
      at: shownInstant(line.at, false),
      name: line.actor_name ?? "",
      what: wordsOf(instance, line, nameOf),
    }),
  };
}

function decisionOf(instance: InstanceView, node: string) {
  return (instance.tasks ?? []).findLast((one) => one.node === node && one.outcome != null && one.by_name !== "");
}

/** Returns where an instance is now: whom it waits for, or how it ended. */
function useNow(instance: InstanceView, nameOf: (node: string) => string): string {
  const { t } = useTexts();
  const words = useStateWords();
  if (instance.ended_at != null) return t("flows.nowOver", { status: words.status(instance.status).toLowerCase() });
  const open = (instance.tasks ?? []).filter(
    (one) => one.state === "open" && one.kind !== "copy" && one.kind !== "question",
  );
  const people = [...new Set(open.map((one) => one.person_name || t("flows.nobody")))];
  const steps = [...new Set(open.map((one) => nameOf(one.node)))];
  if (open.length === 0) return t("flows.closedHint");
  return t("flows.nowWaits", { people: people.join(", "), step: steps.join(", ") });
}

const CAUSES = ["send_back", "transfer", "reassign"] as const;
const RELATIONS = ["delegate", "before", "after", "beside"] as const;

/** Why a task is with its reader whom the flow itself did not ask: who passed it on, sent it back, asks for advice. */
export function Cause({ view }: { view: TaskView }) {
  const { t } = useTexts();
  const { signed } = usePlace();
  const { task, instance } = view;
  const line = task.state === "open" && task.person === signed.account.id ? causeOf(instance, task) : undefined;
  if (line === undefined) return null;
  const relation = RELATIONS.find((one) => one === task.relation);
  const kind = task.kind === "question" ? "question" : (CAUSES.find((one) => one === line.kind) ?? relation);
  if (kind === undefined) return null;
  const { opinion, then } = line.detail ?? {};
  const said: ReactNode[] = [];
  if (typeof opinion === "string" && opinion !== "")
    said.push(
      <q key="said" className="flow-opinion">
        {opinion}
      </q>,
    );
  if (then === "straight") said.push(<p key="then">{t("flows.sentStraight")}</p>);
  return (
    <Alert
      className="notice"
      description={said.length === 0 ? undefined : said}
      role="status"
      showIcon
      title={t(`flows.asksYou.${kind}`, { name: line.actor_name ?? "" })}
      type={kind === "send_back" ? "warning" : "info"}
    />
  );
}

/** That the flow of a task is in the archive, and where that is. */
export function Archived({ instance }: { instance: InstanceView }) {
  const { t } = useTexts();
  return (
    <Alert
      className="notice"
      action={<Button href={`#/instances/${instance.id}`}>{t("flows.openInstance")}</Button>}
      role="status"
      showIcon
      title={t("flows.archived")}
      type="info"
    />
  );
}

/** That nobody can go on with a flow now: who has suspended it, since when and why. */
export function AtRest({ instance }: { instance: InstanceView }) {
  const { t } = useTexts();
  if (instance.status !== "suspended") return null;
  const line = (instance.journal ?? []).findLast((one) => one.kind === "suspend");
  const { opinion } = line?.detail ?? {};
  return (
    <Alert
      className="notice"
      description={
        <>
          {typeof opinion === "string" ? <q className="flow-opinion">{opinion}</q> : null}
          <p>{t((instance.may ?? []).includes("resume") ? "flows.suspendedHintAdmin" : "flows.suspendedHint")}</p>
        </>
      }
      role="status"
      showIcon
      title={t("flows.suspended", {
        at: shownInstant(line?.at ?? instance.updated_at, false),
        name: line?.actor_name ?? "",
      })}
      type="warning"
    />
  );
}

/** The way to the task that waits next, or that nothing else waits; on a phone the way is in reach of the thumb. */
export function NextTask({ without, show }: { without: string; show: "way" | "end" | "both" }) {
  const { t } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/tasks", undefined, signal, { limit: 2, list: "mine", oldest_first: true }),
    queryKey: ["tasks", "next"],
    staleTime: 0,
  });
  const next = found.data?.tasks.find((one) => one.id !== without);
  if (found.data === undefined) return null;
  if (next === undefined) return show === "way" ? null : <span className="quiet">{t("flows.nextNone")}</span>;
  return show === "end" ? null : (
    <Button href={`#/tasks/${next.id}`} type="primary">
      {t("flows.next")}
    </Button>
  );
}

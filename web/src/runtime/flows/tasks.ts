import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Flow, InstanceView, VerbRequest } from "../../generated/api";

/** Something that people do with a task or an instance. */
export type Verb = VerbRequest["verb"];
export type VerbKind = Verb["kind"];

/** A node of a flow, whatever its kind. */
export type FlowNode = NonNullable<Flow["nodes"]>[number];

/** Returns how many tasks somebody has, always as it is now. */
export function useTaskCounts() {
  return useQuery({
    queryFn: ({ signal }) => ask("GET /api/tasks/counts", undefined, signal),
    queryKey: ["task-counts"],
    // Should the live connection be kept away by some proxy, it is asked for now and then.
    refetchInterval: 60_000,
  });
}

/** Returns the flow that an instance runs; it never changes, unless the instance goes on in another version. */
export function useFlowOf(instance: string, version: number) {
  return useQuery({
    queryFn: ({ signal }) => ask("GET /api/instances/{id}/flow", undefined, signal, { id: instance }),
    queryKey: ["flow-of", instance, version],
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Returns the flows that can be chosen. */
export function useFlowNames() {
  return useQuery({
    queryFn: ({ signal }) => ask("GET /api/flows", undefined, signal),
    queryKey: ["flows"],
    staleTime: 60_000,
  });
}

/** Returns what lets everything that shows tasks load again. */
export function useRenewal(): () => Promise<void> {
  const queries = useQueryClient();
  return useMemo(
    () => async () => {
      const keys = [
        "tasks",
        "task-counts",
        "instances",
        "record-flows",
        "startable-here",
        "record",
        "records",
        "history",
      ];
      await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
    [queries],
  );
}

/** Returns who takes part in a flow: who began it and who is or was asked. */
export function takingPart(instance: InstanceView): readonly { readonly label: string; readonly value: string }[] {
  const found = new Map<string, string>();
  if (instance.initiator != null) found.set(instance.initiator, instance.initiator_name);
  for (const one of instance.tasks ?? []) {
    if (one.person != null && one.person_name) found.set(one.person, one.person_name);
    if (one.by != null && one.by_name) found.set(one.by, one.by_name);
  }
  return [...found].map(([value, label]) => ({ label, value }));
}

/** Returns how a stretch of time is told: from one instant until another, or until now. */
export function useAge(): (from: string, until?: string | null) => string {
  const { t } = useTexts();
  return (from, until) => {
    const end = until == null ? Date.now() : new Date(until).getTime();
    const minutes = Math.floor((end - new Date(from).getTime()) / 60_000);
    if (minutes < 1) return t("flows.age.now");
    if (minutes < 60) return t("flows.age.minutes", { count: minutes });
    if (minutes < 48 * 60) return t("flows.age.hours", { count: Math.floor(minutes / 60) });
    return t("flows.age.days", { count: Math.floor(minutes / (24 * 60)) });
  };
}

const STATUSES = ["new", "running", "suspended", "completed", "rejected", "withdrawn", "terminated", "failed"] as const;
const OUTCOMES = ["approved", "rejected", "abstained", "submitted", "returned", "read", "answered", "advised"] as const;
const TONES = {
  approved: "good",
  completed: "good",
  failed: "danger",
  new: "accent",
  rejected: "danger",
  returned: "warning",
  running: "accent",
  suspended: "warning",
  terminated: "warning",
  withdrawn: "plain",
} as const;

/** Returns the colour of a state or an outcome. */
export function toneOf(word: string): "plain" | "good" | "accent" | "warning" | "danger" {
  return TONES[word as keyof typeof TONES] ?? "plain";
}

/** Returns how states and outcomes are told; an outcome that a flow defines itself is told by its name. */
export function useStateWords() {
  const { t } = useTexts();
  return {
    outcome: (word: string) => {
      const known = OUTCOMES.find((one) => one === word);
      return known === undefined ? word : t(`flows.outcome.${known}`);
    },
    status: (word: string) => {
      const known = STATUSES.find((one) => one === word);
      return known === undefined ? word : t(`flows.status.${known}`);
    },
  };
}

/** Returns how outcomes at the steps of an instance are told: a flow's own by what it calls them. */
export function useOutcomes(instance: InstanceView): (outcome: string, node: string) => string {
  const { say } = useTexts();
  const words = useStateWords();
  const flow = useFlowOf(instance.id, instance.version);
  return (outcome, node) => {
    const step = flow.data?.nodes?.find((one) => one.name === node);
    const own = step !== undefined && "outcomes" in step ? step.outcomes : undefined;
    const found = own?.find((one) => one.name === outcome);
    return found === undefined ? words.outcome(outcome) : say(found.label);
  };
}

/** Returns the form and record of an instance as an address; null without a record. */
export function recordPage(form: string | null, record: string | null): string | null {
  const [app, name] = (form ?? "").split(".");
  return app && name && record !== null ? `#/app/${app}/form/${name}/${record}` : null;
}

/** Returns the flows of a record that run or have run. */
export function useRunsOfRecord(app: string, form: string, id: string) {
  return useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/flows", undefined, signal, { app, form, id }),
    queryKey: ["record-flows", app, form, id],
    staleTime: 0,
  });
}

/** Returns the flows of a record: those that run or have run, and those that the person may begin. */
export function useFlowsOfRecord(app: string, form: string, id: string) {
  const running = useRunsOfRecord(app, form, id);
  const starts = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/flows", undefined, signal, { app, form, record: id }),
    queryKey: ["startable-here", app, form, id],
    staleTime: 0,
  });
  return { running, starts };
}

/** Returns how a node is called that has no name of its own. */
export function useNodeKinds(): (node: FlowNode) => string {
  const { t } = useTexts();
  return useMemo(
    () => (node) => {
      if (node.kind.endsWith("_start")) return t("flows.nodeKind.start");
      if (node.kind.endsWith("end")) return t("flows.nodeKind.end");
      return t(`flows.nodeKind.${node.kind as "approval_task"}`);
    },
    [t],
  );
}

/** Notes that the reader of a page has read what the bell says of it, also what comes while it is open. */
export function useNoticesRead(link: string, version: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the page may have been told
  useEffect(() => {
    // What cannot be noted now is noted when the page is opened again.
    ask("POST /api/notifications/read", { links: [link] }).catch(() => undefined);
  }, [link, version]);
}

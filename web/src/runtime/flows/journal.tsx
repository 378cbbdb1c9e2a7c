import { Button } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { InstanceView, JournalLine } from "../../generated/api";
import { useAge, useStateWords } from "./tasks";

const TOLD = ["to", "people", "person", "message", "reason"] as const;
/** What is a matter of the flow itself, and is shown when it is asked for. */
const INNER: ReadonlySet<string> = new Set(["entered", "joined", "opened", "decided", "effect_done", "timer_due"]);

/** What happened to an instance, as a line of time: who did what, when, what they said, and how long it took. */
export function Journal({ instance, nameOf }: { instance: InstanceView; nameOf: (node: string) => string }) {
  const { t } = useTexts();
  const [all, show] = useState(false);
  const lines = instance.journal ?? [];
  const shown = all ? lines : lines.filter((one) => one.actor_name !== "" || !INNER.has(one.kind));
  return (
    <div className="flow-journal">
      <ol>
        {shown.map((one) => (
          <Line key={one.number} instance={instance} nameOf={nameOf} one={one} />
        ))}
      </ol>
      {lines.length === shown.length && !all ? null : (
        <Button size="small" type="link" onClick={() => show(!all)}>
          {t(all ? "flows.fewLines" : "flows.allLines")}
        </Button>
      )}
    </div>
  );
}

function Line({
  one,
  instance,
  nameOf,
}: {
  one: JournalLine;
  instance: InstanceView;
  nameOf: (node: string) => string;
}) {
  const { t } = useTexts();
  const age = useAge();
  const words = useStateWords();
  const detail = one.detail ?? {};
  const task = (instance.tasks ?? []).find((each) => each.key === one.task);
  const text = (key: string) => {
    const value = detail[key];
    return typeof value === "string" ? value : "";
  };
  const opinion = text("opinion");
  const outcome = text("outcome");
  const told = TOLD.flatMap((key) => {
    const value = detail[key];
    return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === "string");
  });
  const closes = task?.closed_at != null && task.closed_at === one.at;
  const what = one.kind === "passed" ? t("flows.line.passed", { to: told.join(", ") }) : lineOf(t, one.kind);
  const node = one.node ?? task?.node;
  const tone = one.kind === "reject" || one.kind === "incident" || one.kind === "effect_failed" ? "bad" : "";
  return (
    <li className={`${one.actor_name ? "person" : "system"} ${tone}`}>
      <p className="flow-line">
        <strong>{one.actor_name || t("flows.system")}</strong> {what}
        {outcome === "" ? null : <> · {words.outcome(outcome)}</>}
        {told.length === 0 || one.kind === "passed" ? null : <> · {told.join(", ")}</>}
      </p>
      {opinion === "" ? null : <q className="flow-opinion">{opinion}</q>}
      <p className="quiet flow-line-more">
        {node == null ? null : <span>{nameOf(node)} · </span>}
        <time dateTime={one.at}>{shownInstant(one.at, false)}</time>
        {closes && task !== undefined ? <> · {t("flows.took", { age: age(task.opened_at, task.closed_at) })}</> : null}
      </p>
    </li>
  );
}

type Say = ReturnType<typeof useTexts>["t"];

/** Returns what a kind of line says; one that is new here by its name. */
function lineOf(t: Say, kind: string): string {
  const key = `flows.line.${kind}` as "flows.line.start";
  const found = t(key);
  return found === key ? kind : found;
}

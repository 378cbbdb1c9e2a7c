import { Button } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { InstanceView, JournalLine } from "../../generated/api";
import { leadsTo, shownLines } from "./journal-lines";
import { useAge, useOutcomes } from "./tasks";

/** What happened to an instance, as a line of time: who did what, when, what they said, and how long it took. */
export function Journal({ instance, nameOf }: { instance: InstanceView; nameOf: (node: string) => string }) {
  const { t } = useTexts();
  const [all, show] = useState(false);
  const lines = instance.journal ?? [];
  const shown = shownLines(instance, all);
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
  const outcomeOf = useOutcomes(instance);
  const detail = one.detail ?? {};
  const task = (instance.tasks ?? []).find((each) => each.key === one.task);
  const text = (key: string) => {
    const value = detail[key];
    return typeof value === "string" ? value : "";
  };
  const opinion = text("opinion");
  const outcome = text("outcome");
  const closes = task?.closed_at != null && task.closed_at === one.at;
  const what = useLineWords()(instance, one, nameOf);
  const node = one.node ?? task?.node;
  const tone = one.kind === "reject" || one.kind === "incident" || one.kind === "effect_failed" ? "bad" : "";
  return (
    <li className={`${one.actor_name ? "person" : "system"} ${tone}`}>
      <p className="flow-line">
        <strong>{one.actor_name || t("flows.system")}</strong> {what}
        {outcome === "" ? null : <> · {outcomeOf(outcome, one.node ?? task?.node ?? "")}</>}
      </p>
      {opinion === "" ? null : <q className="flow-opinion">{opinion}</q>}
      <p className="quiet flow-line-more">
        {node == null ? null : <span>{nameOf(node)} · </span>}
        <time dateTime={one.at}>{shownInstant(one.at, false)}</time>
        {text("then") === "straight" ? <> · {t("flows.sentStraight")}</> : null}
        {closes && task !== undefined ? <> · {t("flows.took", { age: age(task.opened_at, task.closed_at) })}</> : null}
      </p>
    </li>
  );
}

/** Returns what tells a line: what somebody did, with whom or where to; a kind that is new here by its name. */
export function useLineWords(): (
  instance: InstanceView,
  line: JournalLine,
  nameOf: (node: string) => string,
) => string {
  const { t } = useTexts();
  return (instance, line, nameOf) => {
    const to = leadsTo(instance, line, nameOf);
    const { message, reason, where } = line.detail ?? {};
    const kind = typeof where === "string" ? `${line.kind}_${where}` : line.kind;
    const leading = `journal.lineTo.${kind}` as "journal.lineTo.ask";
    const plain = `journal.line.${line.kind}` as "journal.line.start";
    if (to !== "" && t(leading, { to }) !== leading) return t(leading, { to });
    const told = [to, message, reason].filter((one) => typeof one === "string" && one !== "");
    return [t(plain) === plain ? line.kind : t(plain), ...told].join(" · ");
  };
}

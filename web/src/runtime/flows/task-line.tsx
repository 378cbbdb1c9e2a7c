import { Checkbox } from "antd";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { TaskEntry } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { toneOf, useAge, useStateWords } from "./tasks";

/** A task in a list: what it is about, at which step, from whom, since when. */
export function TaskLine({
  one,
  chosen,
  onChoose,
}: {
  one: TaskEntry;
  /** Whether it is chosen to be approved with others; null when it cannot be. */
  chosen: boolean | null;
  onChoose: () => void;
}) {
  const { say, t } = useTexts();
  const age = useAge();
  const words = useStateWords();
  const title = one.title || say(one.label);
  const late = one.state === "open" && one.due_at !== null && new Date(one.due_at).getTime() < Date.now();
  const fresh = one.read_at === null && one.closed_at === null;
  return (
    <li className={fresh ? "task-line fresh" : "task-line"}>
      {chosen === null ? null : (
        <Checkbox aria-label={t("flows.select", { title })} checked={chosen} onChange={onChoose} />
      )}
      <div className="task-line-body">
        <a className="task-title" href={`#/tasks/${one.id}`}>
          {title}
        </a>
        <span className="task-line-more">
          <span>{say(one.label)}</span>
          <span>{say(one.node_label)}</span>
          {one.initiator_name === "" ? null : <span>{t("flows.by", { name: one.initiator_name })}</span>}
          {one.urged > 0 && one.state === "open" ? (
            <span className="warned">{t("flows.urged", { count: one.urged })}</span>
          ) : null}
        </span>
        {one.opinion ? <q className="flow-opinion">{one.opinion}</q> : null}
      </div>
      <div className="task-line-end">
        {one.status === "suspended" && one.closed_at === null ? (
          <Mark tone={toneOf(one.status)}>{words.status(one.status)}</Mark>
        ) : null}
        {one.outcome === null ? (
          one.returned === true ? (
            <Mark tone="warning">{words.outcome("returned")}</Mark>
          ) : one.kind === "approval" ? null : (
            <Mark>{t(`flows.kinds.${one.kind as "work"}`)}</Mark>
          )
        ) : (
          <Mark tone={toneOf(one.outcome)}>
            {one.outcome_label == null ? words.outcome(one.outcome) : say(one.outcome_label)}
          </Mark>
        )}
        {late && one.due_at !== null ? (
          <span className="late">{t("flows.late", { age: age(one.due_at) })}</span>
        ) : one.due_at !== null && one.state === "open" ? (
          <span>{t("flows.due", { at: shownInstant(one.due_at, false) })}</span>
        ) : null}
        <time dateTime={one.closed_at ?? one.opened_at} title={shownInstant(one.closed_at ?? one.opened_at, false)}>
          {one.closed_at === null ? age(one.opened_at) : shownInstant(one.closed_at, false)}
        </time>
      </div>
    </li>
  );
}

import { Button } from "antd";
import { useTexts } from "../../core/language";
import { useLive } from "../../core/live";
import { Mark } from "../../ui/mark";
import { toneOf, useAge, useRunsOfRecord, useStateWords } from "./tasks";
import "./flows.css";

/** Where the running flows of a record are, who has them and since when, above its form; the way to one's own turn. */
export function FlowStrip({ app, form, id }: { app: string; form: string; id: string }) {
  const { say, t } = useTexts();
  const age = useAge();
  const words = useStateWords();
  const found = useRunsOfRecord(app, form, id);
  useLive((event) => {
    if (event.kind === "task" || event.kind === "again") void found.refetch();
  });
  // Who cannot be told of its flows reads in their tab why; the record is here all the same.
  const running = (found.data ?? []).filter((one) => one.ended_at === null);
  if (running.length === 0) return null;
  return (
    <ul className="flow-strip" aria-label={t("flows.record.title")}>
      {running.map((one) => (
        <li key={one.id}>
          <Mark tone={toneOf(one.status)}>{words.status(one.status)}</Mark>
          <a href={`#/instances/${one.id}`}>{say(one.label)}</a>
          <span>{(one.nodes ?? []).map(say).join(", ")}</span>
          {(one.nodes ?? []).length === 0 ? null : (
            <span>
              {t("flows.waitsFor")} <strong>{(one.waiting_for ?? []).join(", ") || t("flows.nobody")}</strong>
            </span>
          )}
          {one.since == null ? null : <span className="quiet">{t("flows.since", { age: age(one.since) })}</span>}
          {one.turn == null ? null : (
            <Button href={`#/tasks/${one.turn}`} size="small" type="primary">
              {t("flows.record.turn")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

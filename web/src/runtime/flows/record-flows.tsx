import { App, Button } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useLive } from "../../core/live";
import type { InstanceEntry } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { Loaded } from "../admin/loaded";
import { usePlace } from "../session";
import { useStart } from "./start-dialog";
import { toneOf, useAge, useFlowsOfRecord, useRenewal, useStateWords, type Verb } from "./tasks";
import { type Asked, VerbDialog } from "./verb-dialog";
import "../admin/admin.css";
import "./flows.css";

/** The flows of a record: where each is, who has it, since when; and the buttons that begin one. */
export function RecordFlows({ app, form, id }: { app: string; form: string; id: string }) {
  const { say, t } = useTexts();
  const { message } = App.useApp();
  const { running, starts } = useFlowsOfRecord(app, form, id);
  useLive((event) => {
    if (event.kind === "task" || event.kind === "again") void running.refetch();
  });
  const { begin, busy, dialog } = useStart(
    ["record-flows", "tasks", "task-counts", "startable-here", "record"],
    (flow) => void message.success(`${say(flow.button ?? flow.label)}: ${t("flows.started")}`),
  );
  const buttons = (starts.data ?? []).filter((one) => one.running !== true);
  return (
    <div className="record-flows">
      {dialog}
      {buttons.length === 0 ? null : (
        <div className="row-tools">
          {buttons.map((one) => {
            const name = say(one.button ?? one.label);
            return (
              <Button
                key={`${one.flow}/${one.node}`}
                loading={busy}
                size="small"
                type="primary"
                onClick={() => void begin(one, id)}
              >
                {name}
              </Button>
            );
          })}
        </div>
      )}
      <Loaded of={running}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="quiet">
              {t("flows.record.none")} {buttons.length > 0 ? t("flows.record.noneStart") : ""}
            </p>
          ) : (
            <ul>
              {rows.map((one) => (
                <Run key={one.id} one={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}

function Run({ one }: { one: InstanceEntry }) {
  const { say, t } = useTexts();
  const { message } = App.useApp();
  const { signed } = usePlace();
  const age = useAge();
  const words = useStateWords();
  const renew = useRenewal();
  const [asked, askFor] = useState<Asked | null>(null);
  const act = async (verb: Verb) => {
    await ask("POST /api/instances/{id}/verbs", { verb }, undefined, { id: one.id });
    void message.success(`${t(`flows.verb.${verb.kind}`)} ✓`, 2);
    await renew();
  };
  const running = one.ended_at === null;
  const mine = one.initiator === signed.account.id;
  const waiting = one.waiting_for ?? [];
  const me = signed.account.display_name;
  return (
    <li>
      <p className="record-flow-name">
        <a href={`#/instances/${one.id}`}>{say(one.label)}</a>
        <Mark tone={toneOf(one.status)}>{words.status(one.status)}</Mark>
      </p>
      {running ? (
        <dl className="facts">
          <div>
            <dt>{t("flows.step")}</dt>
            <dd>{(one.nodes ?? []).map(say).join(", ") || "–"}</dd>
          </div>
          <div>
            <dt>{t("flows.waitsFor")}</dt>
            <dd>
              {waiting.join(", ") || t("flows.nobody")}
              {one.since == null ? "" : ` · ${age(one.since)}`}
            </dd>
          </div>
        </dl>
      ) : (
        <p className="quiet">{t("flows.took", { age: age(one.started_at, one.ended_at) })}</p>
      )}
      {running && one.status !== "suspended" ? (
        <span className="row-tools">
          {one.turn == null ? null : (
            <Button href={`#/tasks/${one.turn}`} size="small" type="primary">
              {t("flows.record.turn")}
            </Button>
          )}
          {waiting.some((name) => name !== me) ? (
            <Button size="small" onClick={() => askFor({ kind: "urge" })}>
              {t("flows.verb.urge")}
            </Button>
          ) : null}
          {mine ? (
            <Button size="small" onClick={() => askFor({ kind: "withdraw" })}>
              {t("flows.verb.withdraw")}
            </Button>
          ) : null}
        </span>
      ) : null}
      {asked === null ? null : (
        <VerbDialog asked={asked} begun="" offers={{}} onAct={act} onClose={() => askFor(null)} />
      )}
    </li>
  );
}

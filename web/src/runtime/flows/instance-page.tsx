import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { InstanceView, TokenView } from "../../generated/api";
import { Pane } from "../../ui/pane";
import { useAct } from "../admin/attempt";
import { Loaded } from "../admin/loaded";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { Gone, isId } from "./gone";
import { AtRest } from "./task-notices";
import { DiagramPane, FlowHead, FlowSide, RecordLink, useNames } from "./task-page";
import { takingPart, useFlowOf, useNoticesRead, useRenewal, type Verb } from "./tasks";
import { type Asked, VerbDialog } from "./verb-dialog";
import "../admin/admin.css";
import "./flows.css";

const WHOLE = ["resume", "urge", "comment", "withdraw", "suspend", "terminate"] as const;
const WAITS = ["task", "timer", "message", "race", "effect", "child", "join", "incident"] as const;

/** An instance of a flow: where it is, who has it, what happened; and what administrators can do about it. */
export function InstancePage({ path }: PlaceProps) {
  const id = path[0] ?? "";
  const found = useQuery({
    enabled: isId(id),
    queryFn: ({ signal }) => ask("GET /api/instances/{id}", undefined, signal, { id }),
    queryKey: ["instances", "one", id],
    staleTime: 0,
  });
  if (!isId(id) || (found.error !== null && found.data === undefined)) {
    return <Gone error={found.error} onRetry={() => void found.refetch()} />;
  }
  return <Loaded of={found}>{(instance) => <Shown key={id} instance={instance} />}</Loaded>;
}

function Shown({ instance }: { instance: InstanceView }) {
  const { say, t } = useTexts();
  const { message } = App.useApp();
  const { signed } = usePlace();
  const renew = useRenewal();
  const nameOf = useNames(instance);
  const flow = useFlowOf(instance.id, instance.version);
  const [asked, askFor] = useState<Asked | null>(null);
  const act = async (verb: Verb) => {
    await ask("POST /api/instances/{id}/verbs", { verb }, undefined, { id: instance.id });
    void message.success(`${t(`flows.verb.${verb.kind}`)} ✓`, 2);
    await renew();
  };
  useNoticesRead(`/instances/${instance.id}`, instance.updated_at);
  const may = new Set(instance.may ?? []);
  const verbs = WHOLE.filter((one) => may.has(one));
  const mine = (instance.archived === true ? [] : (instance.tasks ?? [])).find(
    (one) => one.state === "open" && one.kind !== "copy" && one.person === signed.account.id,
  );
  return (
    <div className="flow-page">
      <div className="record-ways">
        <a className="back" href="#/tasks/started">
          <ArrowLeftOutlined aria-hidden /> {t("flows.toInbox")}
        </a>
        <RecordLink instance={instance} />
      </div>
      <FlowHead
        instance={instance}
        title={instance.title || say(instance.label)}
        tools={
          <>
            {mine === undefined ? null : (
              <Button href={`#/tasks/${mine.id}`} type="primary">
                {t("flows.record.open")}
              </Button>
            )}
            {verbs.map((kind) => (
              <Button key={kind} danger={kind === "terminate" || kind === "withdraw"} onClick={() => askFor({ kind })}>
                {t(`flows.verb.${kind}`)}
              </Button>
            ))}
          </>
        }
      />
      {instance.archived === true ? (
        <Alert className="notice" role="status" showIcon title={t("flows.archived")} type="info" />
      ) : null}
      <AtRest instance={instance} />
      <div className="flow-parts">
        <div className="flow-main">
          <Problems instance={instance} nameOf={nameOf} onAct={act} onAsk={askFor} />
          <DiagramPane instance={instance} />
          {may.has("jump") ? <Places instance={instance} nameOf={nameOf} onAsk={askFor} /> : null}
          <Variables instance={instance} />
        </div>
        <FlowSide instance={instance} nameOf={nameOf} />
      </div>
      {asked === null ? null : (
        <VerbDialog
          asked={asked}
          begun=""
          offers={{ nodes: flow.data?.nodes ?? [], taking: takingPart(instance) }}
          onAct={act}
          onClose={() => askFor(null)}
        />
      )}
    </div>
  );
}

/** What went wrong, with its cause, and how it goes on. */
function Problems({
  instance,
  nameOf,
  onAct,
  onAsk,
}: {
  instance: InstanceView;
  nameOf: (node: string) => string;
  onAct: (verb: Verb) => Promise<void>;
  onAsk: (asked: Asked) => void;
}) {
  const { say, t } = useTexts();
  const { act, busy } = useAct("incidents");
  const problems = instance.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <Pane title={t("flowAdmin.parts.incidents")}>
      <ul className="plain-list">
        {problems.map((one) => (
          <li key={one.key}>
            <div className="grow">
              <strong>{nameOf(one.node)}</strong>
              <p>{say(one.message)}</p>
              {one.hint === null ? null : <p className="quiet">{say(one.hint)}</p>}
            </div>
            <span className="row-tools">
              <Button
                loading={busy}
                size="small"
                type="primary"
                onClick={() => void act(() => onAct({ incident: one.key, kind: "retry" }))}
              >
                {t("flows.verb.retry")}
              </Button>
              <Button size="small" onClick={() => onAsk({ incident: one.key, kind: "skip" })}>
                {t("flows.verb.skip")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Pane>
  );
}

/** Where the instance stands, from which administrators let it go on elsewhere. */
function Places({
  instance,
  nameOf,
  onAsk,
}: {
  instance: InstanceView;
  nameOf: (node: string) => string;
  onAsk: (asked: Asked) => void;
}) {
  const { t } = useTexts();
  const tokens = instance.tokens ?? [];
  const waits = (one: TokenView) => {
    const known = WAITS.find((each) => each === one.waits);
    return known === undefined ? one.waits : t(`flowAdmin.waits.${known}`);
  };
  if (tokens.length === 0) return null;
  return (
    <Pane title={t("flowAdmin.tokens")}>
      <ul className="plain-list">
        {tokens.map((one) => (
          <li key={one.id}>
            <div className="grow">
              <strong>{nameOf(one.node)}</strong> <span className="quiet">{waits(one)}</span>
            </div>
            <Button size="small" onClick={() => onAsk({ kind: "jump", token: one.id })}>
              {t("flows.verb.jump")}
            </Button>
          </li>
        ))}
      </ul>
    </Pane>
  );
}

function Variables({ instance }: { instance: InstanceView }) {
  const { t } = useTexts();
  const variables = Object.entries(instance.variables ?? {});
  if (variables.length === 0) return null;
  return (
    <Pane title={t("flowAdmin.variables")}>
      <dl className="facts">
        {variables.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{shownValue(value)}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Pane>
  );
}

function shownValue(value: unknown): string {
  if (typeof value === "object" && value !== null && "v" in value && typeof value.v === "string") return value.v;
  return JSON.stringify(value);
}

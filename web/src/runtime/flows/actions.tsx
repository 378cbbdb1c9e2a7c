import { DownOutlined, MoreOutlined } from "@ant-design/icons";
import { Alert, App, Button, Dropdown, Input, Modal } from "antd";
import { lazy, Suspense, useRef, useState } from "react";
import { Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { TaskView } from "../../generated/api";
import { Waiting } from "../../ui/waiting";
import { useWords } from "../admin/attempt";
import { type ChosenPeople, ChosenSelects } from "./chosen-people";
import { NextTask } from "./task-notices";
import { takingPart, type Verb, type VerbKind } from "./tasks";
import { type Entries, missingOf, typedEntries } from "./variable-fields";
import { type Asked, VerbDialog } from "./verb-dialog";
import { ASKS, needsOpinion } from "./verb-fields";

const Signature = lazy(() => import("./signature").then((module) => ({ default: module.Signature })));

/** The verbs that end the task, in the order of their buttons. */
const DECISIONS = ["approve", "submit", "resolve", "answer", "claim", "reject", "abstain"] as const;
type Decision = (typeof DECISIONS)[number];
/** The others, in the order of the menu; `read` happens by looking. */
const OTHERS = [
  "send_back",
  "add_signer",
  "transfer",
  "delegate",
  "reclaim",
  "ask",
  "comment",
  "copy",
  "save_draft",
  "unclaim",
  "take_back",
  "urge",
  "withdraw",
] as const;

/** The decisions for which a step may want an opinion. */
const DECIDING: ReadonlySet<string> = new Set(["approve", "submit", "reject", "abstain"]);
/** What stands as a button beside the decisions, and what does where there is nothing to decide. */
const BESIDE: ReadonlySet<string> = new Set(["send_back", "take_back"]);
const LEFT: ReadonlySet<string> = new Set(["reclaim", "take_back", "urge", "comment"]);

/** What a person can do with a task: an opinion, the decisions as buttons, and everything else in a menu. */
export function Actions({
  view,
  draft,
  entries,
  lacking,
  over,
  onAct,
}: {
  view: TaskView;
  /** Returns what the form still lacks for the step, as it is told to people; empty for nothing. */
  lacking: () => string;
  /** Whether the reader has just done with the task, so that the next one is offered. */
  over: boolean;
  /** What was entered for the variables that the step takes. */
  entries: Entries;
  /** The opinion, which outlives a new version of the task. */
  draft: readonly [string, (text: string) => void];
  onAct: (verb: Verb) => Promise<void>;
}) {
  const { say, t } = useTexts();
  const words = useWords();
  const { message } = App.useApp();
  const narrow = useMedia("(max-width: 640px)");
  const [opinion, setOpinion] = draft;
  const [busy, setBusy] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  // What is lacking to decide is of no use to anybody once there is nothing to decide any more.
  const [lack, setLack] = useState<string | null>(null);
  const [asked, ask] = useState<Asked | null>(null);
  const [signing, sign] = useState(false);
  const [chosen, choose] = useState<ChosenPeople>({});
  const box = useRef<HTMLDivElement>(null);
  const may = new Set([...(view.may ?? []), ...(view.instance.may ?? [])]);
  const nameOf = (kind: VerbKind) => {
    const own = view.buttons?.[kind];
    return own === undefined ? t(`flows.verb.${kind}`) : say(own);
  };
  const run = async (key: string, verb: Verb): Promise<boolean> => {
    setBusy(key);
    setLack(null);
    setRefused(null);
    try {
      await onAct(verb);
      return true;
    } catch (error) {
      setRefused(error instanceof Refused ? words(error) : String(error));
      return false;
    } finally {
      setBusy(null);
    }
  };
  const decide = (kind: Decision, more: { outcome?: string; signature?: string } = {}) => {
    const text = opinion.trim();
    const speaks = (needsOpinion(view, kind) && DECIDING.has(kind)) || kind === "answer";
    if (speaks && text === "") {
      setLack(t("flows.opinionNeeded"));
      box.current?.querySelector("textarea")?.focus();
      return;
    }
    const missing = kind === "approve" || kind === "submit" ? missingOf(view.takes ?? [], entries) : [];
    if (missing.length > 0) {
      setLack(t("flows.fillIn", { names: missing.map((one) => say(one.label)).join(", ") }));
      return;
    }
    const wanted = kind === "approve" || kind === "submit" ? lacking() : "";
    if (wanted !== "") {
      setLack(wanted);
      return;
    }
    if (kind === "approve" && view.signature === true && more.signature === undefined) {
      sign(true);
      return;
    }
    // Whoever empties what was kept does not say it after all.
    const said = text === "" && (view.draft ?? "") === "" ? null : text;
    void run(more.outcome ?? kind, decisionOf(kind, said, more, chosen, typedEntries(view.takes ?? [], entries)));
  };
  const other = (kind: (typeof OTHERS)[number]) => {
    if (ASKS[kind] !== undefined) ask({ kind });
    else if (kind === "save_draft") {
      const text = opinion.trim();
      if (text === "" && (view.draft ?? "") === "") {
        setLack(t("flows.opinionNeeded"));
        box.current?.querySelector("textarea")?.focus();
        return;
      }
      const told = t(text === "" ? "flows.draftGone" : "flows.draftKept");
      void run(kind, { kind, opinion: text }).then((done) => (done ? message.success(told) : undefined));
    } else if (kind === "reclaim" || kind === "unclaim" || kind === "take_back") void run(kind, { kind });
  };
  const decisions = DECISIONS.filter((one) => may.has(one));
  const others = OTHERS.filter((one) => may.has(one));
  const problem = (decisions.length === 0 ? null : lack) ?? refused;
  if (decisions.length + others.length === 0 && problem === null) return null;
  const writes = decisions.some((one) => one !== "claim");
  // On a phone the thumb reaches two buttons; the others are in the menu.
  const near = others.filter((one) => (decisions.length === 0 ? LEFT : BESIDE).has(one));
  const first = narrow && decisions.length > 0 ? [] : near.slice(0, 2);
  const rest = others.filter((one) => !(first as readonly string[]).includes(one));
  return (
    <section className="task-acts" aria-label={t("flows.acts")}>
      {problem === null ? null : (
        <Alert
          closable={{
            onClose: () => {
              setLack(null);
              setRefused(null);
            },
          }}
          description={problem}
          role="alert"
          showIcon
          title={t("flows.refused")}
          type="error"
        />
      )}
      {writes ? (
        <div ref={box} className="opinion-box">
          <ChosenSelects value={chosen} view={view} onChange={choose} />
          <Opinion
            text={opinion}
            view={view}
            onChange={(text) => {
              setLack(null);
              setOpinion(text);
            }}
          />
        </div>
      ) : null}
      <div className="task-buttons">
        {over && narrow ? <NextTask show="way" without={view.task.id} /> : null}
        {decisions.flatMap((kind) =>
          kind === "submit" && (view.outcomes ?? []).length > 0
            ? (view.outcomes ?? []).map((one, place) => (
                <Button
                  key={one.name}
                  disabled={busy !== null}
                  loading={busy === one.name}
                  type={place === 0 ? "primary" : "default"}
                  onClick={() => decide("submit", { outcome: one.name })}
                >
                  {say(one.label)}
                </Button>
              ))
            : [
                <Button
                  key={kind}
                  danger={kind === "reject"}
                  disabled={busy !== null && busy !== kind}
                  loading={busy === kind}
                  type={kind === "reject" || kind === "abstain" ? "default" : "primary"}
                  onClick={() => decide(kind)}
                >
                  {nameOf(kind)}
                </Button>,
              ],
        )}
        {first.map((kind) => (
          <Button key={kind} disabled={busy !== null} onClick={() => other(kind)}>
            {nameOf(kind)}
          </Button>
        ))}
        {rest.length === 0 ? null : (
          <Dropdown
            menu={{
              items: rest.map((kind) => ({ danger: kind === "withdraw", key: kind, label: nameOf(kind) })),
              onClick: ({ key }) => other(key as (typeof OTHERS)[number]),
            }}
            rootClassName="task-menu"
            trigger={["click"]}
          >
            <Button aria-label={t("flows.other")} disabled={busy !== null} icon={<MoreOutlined />}>
              {narrow ? null : t("flows.other")}
            </Button>
          </Dropdown>
        )}
      </div>
      {asked === null ? null : (
        <VerbDialog
          asked={asked}
          begun={ASKS[asked.kind]?.includes("opinion") === true ? opinion : ""}
          name={nameOf(asked.kind)}
          offers={{ backTo: view.back_to ?? [], taking: takingPart(view.instance) }}
          onAct={onAct}
          onClose={() => ask(null)}
        />
      )}
      {signing ? (
        <Signing
          name={nameOf("approve")}
          onClose={() => sign(false)}
          onSigned={(signature) => {
            sign(false);
            decide("approve", { signature });
          }}
        />
      ) : null}
    </section>
  );
}

/** Returns a decision with what belongs to it. */
function decisionOf(
  kind: Decision,
  opinion: string | null,
  { outcome, signature }: { outcome?: string; signature?: string },
  next: ChosenPeople,
  variables: ReturnType<typeof typedEntries>,
): Verb {
  switch (kind) {
    case "claim":
      return { kind };
    case "answer":
      return { kind, opinion: opinion ?? "" };
    case "resolve":
      return { kind, opinion };
    case "submit":
      return { kind, next, opinion, variables, ...(outcome === undefined ? {} : { outcome }) };
    case "approve":
      return { kind, next, opinion, variables, ...(signature === undefined ? {} : { signature }) };
    default:
      return { kind, next, opinion };
  }
}

function Opinion({ view, text, onChange }: { view: TaskView; text: string; onChange: (text: string) => void }) {
  const { say, t } = useTexts();
  const asks = (view.may ?? []).includes("answer");
  const name = t(asks ? "flows.answer" : "flows.opinion");
  const decides = (view.may ?? []).some((one) => DECIDING.has(one));
  const hint = !decides
    ? name
    : view.opinion === "required"
      ? t("flows.opinionRequired")
      : view.opinion === "required_to_reject"
        ? t("flows.opinionToReject")
        : name;
  return (
    <div className="opinion-line">
      <Input.TextArea
        aria-label={name}
        autoSize={{ maxRows: 6, minRows: 1 }}
        maxLength={10_000}
        placeholder={hint}
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
      {(view.opinions ?? []).length === 0 ? null : (
        <Dropdown
          menu={{
            items: (view.opinions ?? []).map((one, place) => ({ key: String(place), label: say(one) })),
            onClick: ({ key }) => {
              const found = view.opinions?.[Number(key)];
              if (found !== undefined) onChange(say(found));
            },
          }}
          trigger={["click"]}
        >
          <Button aria-label={t("flows.templates")} icon={<DownOutlined />} title={t("flows.templates")} />
        </Dropdown>
      )}
    </div>
  );
}

function Signing({
  name,
  onSigned,
  onClose,
}: {
  name: string;
  onSigned: (picture: string) => void;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const [picture, setPicture] = useState<string | null>(null);
  return (
    <Modal
      cancelText={t("flows.cancel")}
      okButtonProps={{ disabled: picture === null }}
      okText={name}
      onCancel={onClose}
      onOk={() => (picture === null ? undefined : onSigned(picture))}
      open
      title={t("flows.signature")}
    >
      <Suspense fallback={<Waiting />}>
        <Signature onChange={setPicture} />
      </Suspense>
    </Modal>
  );
}

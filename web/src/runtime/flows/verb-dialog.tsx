import { Alert, Button, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import type { BackTo, Flow, Label } from "../../generated/api";
import { useWords } from "../admin/attempt";
import { Labelled } from "../admin/labelled";
import { usePlace } from "../session";
import { PeopleSelect } from "./people-select";
import type { Verb, VerbKind } from "./tasks";
import { type Aim, ASKS, NOTHING_ENTERED, TO_INITIATOR, type VerbField, verbOf } from "./verb-fields";

/** A verb that somebody is about to carry out, and what it is about. */
export interface Asked extends Aim {
  readonly kind: VerbKind;
}

/** What a dialog offers to choose from. */
export interface Offers {
  readonly backTo?: readonly BackTo[];
  readonly nodes?: Flow["nodes"];
  /** Who takes part, and so may be told of a comment. */
  readonly taking?: readonly { readonly label: string; readonly value: string }[];
  readonly opinions?: readonly Label[];
}

/** Asks for what a verb needs, carries it out, and shows what the server says when it refuses. */
export function VerbDialog({
  asked,
  begun,
  name,
  offers,
  onAct,
  onClose,
}: {
  asked: Asked;
  /** What the step calls the verb, when it has a word of its own. */
  name?: string;
  /** What was written already. */
  begun: string;
  offers: Offers;
  onAct: (verb: Verb) => Promise<void>;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const words = useWords();
  const { kind } = asked;
  const fields = ASKS[kind] ?? [];
  const [entered, setEntered] = useState({ ...NOTHING_ENTERED, text: begun });
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = (some: Partial<typeof entered>) => {
    setProblem(null);
    setEntered({ ...entered, ...some });
  };
  const send = async () => {
    const verb = verbOf(kind, entered, asked);
    if (verb === null) {
      const people = fields.includes("people") || fields.includes("person");
      const nobody = people && entered.people.length === 0;
      const nowhere = fields.includes("node") && entered.node === "";
      setProblem(t(nobody ? "flows.peopleNeeded" : nowhere ? "flows.nodeNeeded" : "flows.opinionNeeded"));
      return;
    }
    setBusy(true);
    try {
      await onAct(verb);
      onClose();
    } catch (error) {
      setProblem(words(error));
    } finally {
      setBusy(false);
    }
  };
  const hint = HINTED.find((one) => one === kind);
  return (
    <Modal
      footer={
        <>
          <Button disabled={busy} onClick={onClose}>
            {t("flows.cancel")}
          </Button>
          <Button danger={DANGEROUS.has(kind)} loading={busy} type="primary" onClick={() => void send()}>
            {name ?? t(`flows.verb.${kind}`)}
          </Button>
        </>
      }
      onCancel={onClose}
      open
      title={name ?? t(`flows.verb.${kind}`)}
    >
      <div className="stacked verb-fields">
        {hint === undefined ? null : <p className="quiet">{t(`flows.verbHint.${hint}`)}</p>}
        {problem === null ? null : <Alert role="alert" showIcon title={problem} type="error" />}
        {fields.map((one) => (
          <Field key={one} entered={entered} field={one} kind={kind} offers={offers} onEnter={enter} />
        ))}
      </div>
    </Modal>
  );
}

const HINTED = [
  "add_signer",
  "ask",
  "copy",
  "delegate",
  "jump",
  "resume",
  "send_back",
  "suspend",
  "take_back",
  "terminate",
  "transfer",
  "urge",
  "withdraw",
] as const;
const DANGEROUS: ReadonlySet<VerbKind> = new Set(["terminate", "withdraw"]);

function Field({
  field,
  kind,
  entered,
  offers,
  onEnter,
}: {
  field: VerbField;
  kind: VerbKind;
  entered: typeof NOTHING_ENTERED;
  offers: Offers;
  onEnter: (some: Partial<typeof NOTHING_ENTERED>) => void;
}) {
  const { say, t } = useTexts();
  const { signed } = usePlace();
  switch (field) {
    case "people":
    case "person":
      return (
        <Labelled label={t(`flows.${field}`)}>
          {(id) => (
            <PeopleSelect
              id={id}
              label={t(`flows.${field}`)}
              several={field === "people"}
              value={entered.people}
              without={signed.account.id}
              onChange={(people) => onEnter({ people })}
            />
          )}
        </Labelled>
      );
    case "mentions": {
      const options = (offers.taking ?? []).filter((one) => one.value !== signed.account.id);
      return options.length === 0 ? null : (
        <Labelled label={t("flows.tell")}>
          {(id) => (
            <Select
              className="wide"
              id={id}
              mode="multiple"
              options={options}
              showSearch={{ optionFilterProp: "label" }}
              value={[...entered.people]}
              onChange={(people: string[]) => onEnter({ people })}
            />
          )}
        </Labelled>
      );
    }
    case "where":
      return (
        <Choice
          label={t("flows.where")}
          options={(["before", "after", "beside"] as const).map((one) => [one, t(`flows.wheres.${one}`)])}
          value={entered.where}
          onChange={(where) => onEnter({ where: where as "before" })}
        />
      );
    case "back":
      return (
        <>
          <Labelled label={t("flows.backTo")}>
            {(id) => (
              <Select
                className="wide"
                id={id}
                options={(offers.backTo ?? []).map((one, place) => {
                  const step = one.begins ? t("flows.backInitiator") : one.label == null ? one.node : say(one.label);
                  return { label: place === 0 ? t("flows.backNear", { step }) : step, value: backValue(one) };
                })}
                value={entered.back || backValue(offers.backTo?.[0])}
                onChange={(back) => onEnter({ back })}
              />
            )}
          </Labelled>
          <Choice
            label={t("flows.afterwards")}
            options={(["again", "straight"] as const).map((one) => [one, t(`flows.thens.${one}`)])}
            value={entered.afterwards}
            onChange={(afterwards) => onEnter({ afterwards: afterwards as "again" })}
          />
        </>
      );
    case "node":
      return (
        <Labelled label={t("flowAdmin.target")}>
          {(id) => (
            <Select
              className="wide"
              id={id}
              options={(offers.nodes ?? []).map((one) => ({
                label: one.label == null ? one.name : say(one.label),
                value: one.name,
              }))}
              value={entered.node === "" ? null : entered.node}
              onChange={(node) => onEnter({ node: node ?? "" })}
            />
          )}
        </Labelled>
      );
    case "opinion":
    case "text":
      return (
        <Labelled label={t(kind === "ask" ? "flows.question" : field === "opinion" ? "flows.note" : "flows.text")}>
          {(id) => (
            <Input.TextArea
              autoSize={{ maxRows: 8, minRows: 2 }}
              id={id}
              maxLength={10_000}
              value={entered.text}
              onChange={({ target }) => onEnter({ text: target.value })}
            />
          )}
        </Labelled>
      );
    default:
      return null;
  }
}

/** Returns how a step to go back to is chosen: whoever began the flow is asked as such. */
function backValue(one: BackTo | undefined): string {
  return one === undefined ? "" : one.begins === true ? TO_INITIATOR : one.node;
}

function Choice({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly (readonly [string, string])[];
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <div className="labelled">
      <span className="field-label">{label}</span>
      <Radio.Group
        aria-label={label}
        options={options.map(([key, text]) => ({ label: text, value: key }))}
        value={value}
        onChange={({ target }) => onChange(String(target.value))}
      />
    </div>
  );
}

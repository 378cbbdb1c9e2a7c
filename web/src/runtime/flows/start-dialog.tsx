import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import { isEmpty } from "../../fields/values";
import type { FlowStart, StartableFlow, Started, StartInput } from "../../generated/api";
import type { AnyField } from "../../generated/forms";
import { useAct, useWords } from "../admin/attempt";
import { Labelled } from "../admin/labelled";
import { OneField } from "../views/fields-dialog";
import type { ChosenPeople } from "./chosen-people";
import { PeopleSelect } from "./people-select";

/** What begins flows: at once, or after a dialog that asks for what the flow begins with. */
interface Starting {
  readonly begin: (flow: StartableFlow, record?: string) => Promise<void>;
  readonly busy: boolean;
  readonly dialog: ReactNode;
}

/** Returns what begins flows; the lists of those names are loaded again after, and `onStarted` is told of it. */
export function useStart(
  renewed: readonly string[],
  onStarted: (flow: StartableFlow, made: Started) => void,
): Starting {
  const { act, busy } = useAct(...renewed);
  const queries = useQueryClient();
  const [asked, ask_] = useState<{ readonly flow: StartableFlow; readonly record?: string } | null>(null);
  const send = async (flow: StartableFlow, record: string | undefined, more: Partial<FlowStart>) => {
    const request = { node: flow.node, ...(record === undefined ? {} : { record }), ...more };
    const place = { app: flow.app, flow: flow.flow };
    onStarted(flow, await ask("POST /api/apps/{app}/flows/{flow}/start", request, undefined, place));
  };
  const begin = async (flow: StartableFlow, record?: string) => {
    const asks = (flow.takes ?? []).length + (flow.chooses ?? []).length > 0;
    if (asks) ask_({ flow, ...(record === undefined ? {} : { record }) });
    else await act(() => send(flow, record, {}));
  };
  const dialog =
    asked === null ? null : (
      <StartDialog
        flow={asked.flow}
        onClose={() => ask_(null)}
        onStart={async (entered) => {
          await send(asked.flow, asked.record, entered);
          await Promise.all(renewed.map((key) => queries.invalidateQueries({ queryKey: [key] })));
        }}
      />
    );
  return { begin, busy, dialog };
}

/** Asks for the variables that a flow begins with, and for the people of the steps that leave them to be chosen. */
function StartDialog({
  flow,
  onStart,
  onClose,
}: {
  flow: StartableFlow;
  onStart: (entered: Partial<FlowStart>) => Promise<void>;
  onClose: () => void;
}) {
  const { say, t } = useTexts();
  const words = useWords();
  const [entered, enter] = useState<Readonly<Record<string, Json>>>(() => begun(flow));
  const [next, choose] = useState<ChosenPeople>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const takes = flow.takes ?? [];
  const lacking = [
    ...takes.filter((one) => one.needed && isEmpty(entered[one.name] ?? null)).map((one) => say(one.label)),
    ...(flow.chooses ?? []).filter((one) => (next[one.node] ?? []).length === 0).map(nameOf),
  ];
  function nameOf(one: { readonly node: string; readonly label: StartInput["label"] | null }): string {
    return one.label === null ? one.node : say(one.label);
  }
  const send = async () => {
    if (lacking.length > 0) {
      setProblem(t("flows.fillIn", { names: lacking.join(", ") }));
      return;
    }
    setBusy(true);
    try {
      await onStart({ next: next as FlowStart["next"] & object, variables: typed(takes, entered) });
      onClose();
    } catch (error) {
      setProblem(words(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      footer={
        <>
          <Button disabled={busy} onClick={onClose}>
            {t("flows.cancel")}
          </Button>
          <Button loading={busy} type="primary" onClick={() => void send()}>
            {say(flow.button ?? flow.label)}
          </Button>
        </>
      }
      onCancel={onClose}
      open
      title={say(flow.label)}
    >
      <div className="stacked verb-fields">
        <p className="quiet">{t("flows.startAsks")}</p>
        {problem === null ? null : <Alert role="alert" showIcon title={problem} type="error" />}
        {takes.map((one) => (
          <OneField
            key={one.name}
            field={fieldOf(one)}
            required={one.needed}
            value={entered[one.name] ?? null}
            onChange={(value) => {
              setProblem(null);
              enter((now) => ({ ...now, [one.name]: value }));
            }}
          />
        ))}
        {(flow.chooses ?? []).map((one) => (
          <Labelled key={one.node} hint={t("flows.startChoose")} label={nameOf(one)}>
            {(id) => (
              <PeopleSelect
                id={id}
                label={nameOf(one)}
                several
                value={next[one.node] ?? []}
                onChange={(people) => {
                  setProblem(null);
                  choose({ ...next, [one.node]: people });
                }}
              />
            )}
          </Labelled>
        ))}
      </div>
    </Modal>
  );
}

/** The kind of field in which people enter a value of a type; everything else is text. */
const KINDS: Readonly<Record<string, Partial<AnyField>>> = {
  boolean: { kind: "switch" },
  date: { kind: "date" },
  "date and time": { kind: "date_time" },
  number: { digits: 6, kind: "number" },
};

function fieldOf(one: StartInput): AnyField {
  return { kind: "text", label: one.label, name: one.name, ...KINDS[one.type] } as AnyField;
}

/** What stands there at first: a switch that has to be set is off. */
function begun(flow: StartableFlow): Readonly<Record<string, Json>> {
  const switches = (flow.takes ?? []).filter((one) => one.type === "boolean" && one.needed);
  return Object.fromEntries(switches.map((one) => [one.name, false]));
}

/** Returns what was entered as the server reads it: each value with its type; what is empty is left out. */
function typed(takes: readonly StartInput[], entered: Readonly<Record<string, Json>>): FlowStart["variables"] & object {
  return Object.fromEntries(
    takes.flatMap(({ name, type }) => {
      const value = entered[name] ?? null;
      return isEmpty(value) ? [] : [[name, { t: type === "Any" ? "string" : type, v: value }]];
    }),
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { FlowStart, StartableFlow, Started, StartInput } from "../../generated/api";
import { useAct, useWords } from "../admin/attempt";
import { Labelled } from "../admin/labelled";
import type { ChosenPeople } from "./chosen-people";
import { PeopleSelect } from "./people-select";
import { blankEntries, type Entries, missingOf, typedEntries, VariableFields } from "./variable-fields";

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
  const [entered, enter] = useState<Entries>(() => blankEntries(flow.takes ?? []));
  const [next, choose] = useState<ChosenPeople>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const takes = flow.takes ?? [];
  const lacking = [
    ...missingOf(takes, entered).map((one) => say(one.label)),
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
      await onStart({ next: next as FlowStart["next"] & object, variables: typedEntries(takes, entered) });
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
        <VariableFields
          takes={takes}
          value={entered}
          onChange={(now) => {
            setProblem(null);
            enter(now);
          }}
        />
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

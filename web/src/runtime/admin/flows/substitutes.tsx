import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Input, Popconfirm, Select } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { instantOf, localInstant, shownInstant } from "../../../fields/moments";
import type { HandOverRefusal, SubstitutionDraft, SubstitutionView } from "../../../generated/api";
import { Mark } from "../../../ui/mark";
import { Nothing } from "../../../ui/nothing";
import { useFlowNames } from "../../flows/tasks";
import { usePlace } from "../../session";
import { useAct } from "../attempt";
import { Labelled } from "../labelled";
import { Loaded } from "../loaded";
import { PersonSelect } from "../person-select";
import { Rows } from "../rows";

/** Who stands in for whom, as administrators see it; and the tasks of those who leave. */
export function Substitutes() {
  const { t } = useTexts();
  return (
    <div className="stacked">
      <p className="quiet">{t("flowAdmin.substitutes.all")}</p>
      <SubstituteList everybody />
      <HandOver />
    </div>
  );
}

/** Arrangements of who stands in: one's own, or everybody's. */
export function SubstituteList({ everybody }: { everybody: boolean }) {
  const { t } = useTexts();
  const { signed } = usePlace();
  const { act, busy } = useAct("substitutions");
  const [edited, edit] = useState<SubstitutionView | "new" | null>(null);
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/substitutions", undefined, signal, { everybody }),
    queryKey: ["substitutions", everybody],
    staleTime: 0,
  });
  const columns = useColumns((one) =>
    act(() => ask("DELETE /api/substitutions/{id}", undefined, undefined, { id: one.id })),
  );
  return (
    <>
      <Button onClick={() => edit("new")}>{t("flowAdmin.substitutes.add")}</Button>
      <Loaded of={found}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing hint={t("flowAdmin.substitutes.noneHint")} title={t("flowAdmin.substitutes.none")} />
          ) : (
            <Rows
              columns={columns}
              label={t("flowAdmin.parts.substitutes")}
              rowKey={(one) => one.id}
              rows={rows}
              onOpen={edit}
            />
          )
        }
      </Loaded>
      {edited === null ? null : (
        <Editor
          busy={busy}
          everybody={everybody}
          me={signed.account.id}
          one={edited === "new" ? null : edited}
          onClose={() => edit(null)}
          onSave={async (draft) => {
            const done = await act(() =>
              edited === "new"
                ? ask("POST /api/substitutions", draft)
                : ask("PUT /api/substitutions/{id}", draft, undefined, { id: edited.id }),
            );
            if (done) edit(null);
          }}
        />
      )}
    </>
  );
}

function useColumns(remove: (one: SubstitutionView) => Promise<unknown>) {
  const { say, t } = useTexts();
  const known = useFlowNames().data ?? [];
  const called = (name: string) => {
    const found = known.find((each) => `${each.app}.${each.flow}` === name);
    return found === undefined ? name : say(found.label);
  };
  return [
    {
      key: "who",
      render: (one: SubstitutionView) => `${one.person_name} → ${one.substitute_name}`,
      title: t("flowAdmin.parts.substitutes"),
    },
    {
      key: "when",
      render: (one: SubstitutionView) =>
        `${one.starts == null ? t("flowAdmin.substitutes.now") : shownInstant(one.starts, false)} – ${
          one.ends == null ? t("flowAdmin.substitutes.open") : shownInstant(one.ends, false)
        }`,
      title: t("flowAdmin.at"),
    },
    {
      key: "holds",
      render: (one: SubstitutionView) => (
        <Mark tone={one.holds ? "good" : "plain"}>
          {t(one.holds ? "flowAdmin.substitutes.holds" : "flowAdmin.substitutes.rests")}
        </Mark>
      ),
      title: t("flowAdmin.board.status"),
    },
    {
      key: "flows",
      render: (one: SubstitutionView) =>
        [...(one.flows ?? []).map(called), one.note ?? ""].filter((part) => part !== "").join(", "),
      title: t("flowAdmin.substitutes.note"),
    },
    {
      key: "remove",
      render: (one: SubstitutionView) => (
        <Popconfirm
          cancelText={t("flows.cancel")}
          okText={t("flowAdmin.substitutes.remove")}
          title={t("flowAdmin.substitutes.removeAsk")}
          onConfirm={() => remove(one)}
        >
          <Button size="small">{t("flowAdmin.substitutes.remove")}</Button>
        </Popconfirm>
      ),
      title: t("flows.acts"),
    },
  ];
}

function Editor({
  one,
  me,
  everybody,
  busy,
  onSave,
  onClose,
}: {
  one: SubstitutionView | null;
  me: string;
  everybody: boolean;
  busy: boolean;
  onSave: (draft: SubstitutionDraft) => Promise<void>;
  onClose: () => void;
}) {
  const { say, t } = useTexts();
  const { message } = App.useApp();
  const flows = useFlowNames().data ?? [];
  const [person, setPerson] = useState<string | null>(one?.person ?? (everybody ? null : me));
  const [substitute, setSubstitute] = useState<string | null>(one?.substitute ?? null);
  const [starts, setStarts] = useState(one?.starts ?? null);
  const [ends, setEnds] = useState(one?.ends ?? null);
  const [chosen, choose] = useState<readonly string[]>(one?.flows ?? []);
  const [note, setNote] = useState(one?.note ?? "");
  const save = () => {
    if (person === null || substitute === null) void message.error(t("flowAdmin.substitutes.both"));
    else void onSave({ ends, flows: [...chosen], note, person, starts, substitute });
  };
  return (
    <Drawer
      extra={
        <Button loading={busy} type="primary" onClick={save}>
          {t("admin.save")}
        </Button>
      }
      onClose={onClose}
      open
      title={t(one === null ? "flowAdmin.substitutes.add" : "flowAdmin.substitutes.change")}
    >
      <div className="stacked">
        {everybody ? (
          <Labelled label={t("flowAdmin.substitutes.away")}>
            {(id) => <PersonSelect id={id} shown={one?.person_name} value={person} onChange={setPerson} />}
          </Labelled>
        ) : (
          <p className="quiet">{t("flowAdmin.substitutes.mineHint")}</p>
        )}
        <Labelled label={t("flowAdmin.substitutes.substitute")}>
          {(id) => (
            <PersonSelect
              id={id}
              shown={one?.substitute_name}
              value={substitute}
              {...(person === null ? {} : { without: person })}
              onChange={setSubstitute}
            />
          )}
        </Labelled>
        <Moment label={t("flowAdmin.substitutes.from")} value={starts} onChange={setStarts} />
        <Moment label={t("flowAdmin.substitutes.until")} value={ends} onChange={setEnds} />
        <Labelled hint={t("flowAdmin.substitutes.flowsHint")} label={t("flowAdmin.substitutes.flows")}>
          {(id) => (
            <Select<string[]>
              className="wide"
              id={id}
              mode="multiple"
              options={flows.map((each) => ({
                label: `${say(each.app_label)} · ${say(each.label)}`,
                value: `${each.app}.${each.flow}`,
              }))}
              showSearch={{ optionFilterProp: "label" }}
              value={[...chosen]}
              onChange={choose}
            />
          )}
        </Labelled>
        <Labelled label={t("flowAdmin.substitutes.note")}>
          {(id) => (
            <Input.TextArea id={id} maxLength={500} value={note} onChange={({ target }) => setNote(target.value)} />
          )}
        </Labelled>
      </div>
    </Drawer>
  );
}

function Moment({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | null;
  onChange: (instant: string | null) => void;
}) {
  return (
    <Labelled label={label}>
      {(id) => (
        <Input
          id={id}
          type="datetime-local"
          value={localInstant(value, false)}
          onChange={({ target }) => onChange(instantOf(target.value))}
        />
      )}
    </Labelled>
  );
}

function HandOver() {
  const { say, t } = useTexts();
  const { message } = App.useApp();
  const { act, busy } = useAct("instances", "tasks", "task-counts");
  const [person, setPerson] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const [refused, setRefused] = useState<readonly HandOverRefusal[]>([]);
  const hand = () =>
    act(async () => {
      const done = await ask("POST /api/flow-admin/hand-over", { person: person ?? "", to: to ?? "" });
      void message.success(t("flowAdmin.substitutes.handedOver", { count: done.instances }));
      setRefused(done.refused ?? []);
    });
  return (
    <section className="hand-over" aria-label={t("flowAdmin.substitutes.handOver")}>
      <h2 className="part-title">{t("flowAdmin.substitutes.handOver")}</h2>
      <p className="quiet">{t("flowAdmin.substitutes.handOverHint")}</p>
      <div className="board-parts">
        <PersonSelect label={t("flowAdmin.substitutes.leaver")} value={person} onChange={setPerson} />
        <PersonSelect
          label={t("flowAdmin.substitutes.successor")}
          value={to}
          {...(person === null ? {} : { without: person })}
          onChange={setTo}
        />
      </div>
      <Popconfirm
        cancelText={t("flows.cancel")}
        disabled={person === null || to === null}
        okText={t("flows.verb.hand_over")}
        title={t("flowAdmin.substitutes.handOverHint")}
        onConfirm={hand}
      >
        <Button danger disabled={person === null || to === null} loading={busy}>
          {t("flows.verb.hand_over")}
        </Button>
      </Popconfirm>
      {refused.length === 0 ? null : (
        <Alert
          className="notice"
          description={refused.slice(0, 10).map((one) => (
            <p className="incident-line" key={one.instance}>
              <a href={`#/instances/${one.instance}`}>{t("flowAdmin.substitutes.leftHere")}</a> {say(one.cause)}
            </p>
          ))}
          showIcon
          title={t("flowAdmin.substitutes.left", { count: refused.length })}
          type="warning"
        />
      )}
    </section>
  );
}

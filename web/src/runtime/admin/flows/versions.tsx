import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Select } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { shownInstant } from "../../../fields/moments";
import type {
  FlowName,
  MigrationReason,
  MigrationReport,
  MigrationRequest,
  RunningVersion,
  Version,
} from "../../../generated/api";
import { Mark } from "../../../ui/mark";
import { Nothing } from "../../../ui/nothing";
import { Pane } from "../../../ui/pane";
import type { FlowNode } from "../../flows/tasks";
import type { PlaceProps } from "../../places";
import { usePlace } from "../../session";
import { useAct } from "../attempt";
import { Labelled } from "../labelled";
import { Loaded } from "../loaded";
import { Rows } from "../rows";
import { FlowChoice } from "./flow-choice";

/** How many instances are listed at most. */
const AT_MOST = 200;

/** Lets instances go on in another version of their flow: which, at which steps, first on trial. */
export function Versions({ path }: PlaceProps) {
  const { go } = usePlace();
  return (
    <FlowChoice path={path} onChoose={(one) => go(`admin/flows/versions/${one.app}/${one.flow}`)}>
      {(flow) => <Running key={`${flow.app}/${flow.flow}`} flow={flow} />}
    </FlowChoice>
  );
}

function Running({ flow }: { flow: FlowName }) {
  const { t } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/flow-admin/{app}/{flow}/versions", undefined, signal, { app: flow.app, flow: flow.flow }),
    queryKey: ["flow-versions", flow.app, flow.flow],
    staleTime: 0,
  });
  const kept = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/versions", undefined, signal, { app: flow.app }),
    queryKey: ["versions", flow.app],
    staleTime: 0,
  });
  return (
    <Loaded of={found}>
      {(running) =>
        running.length === 0 ? (
          <Nothing hint={t("flowAdmin.versions.noneHint")} title={t("flowAdmin.versions.none")} />
        ) : (
          <>
            <p>
              {running.map((one) => (
                <Mark key={one.version} tone={one.present ? "good" : "plain"}>
                  {t("flowAdmin.versions.running", { count: one.count, version: one.version })}
                  {one.present ? ` · ${t("flowAdmin.versions.present")}` : ""}
                </Mark>
              ))}
            </p>
            <Loaded of={kept}>{(versions) => <Migration flow={flow} running={running} versions={versions} />}</Loaded>
          </>
        )
      }
    </Loaded>
  );
}

function Migration({
  flow,
  running,
  versions,
}: {
  flow: FlowName;
  running: readonly RunningVersion[];
  versions: readonly Version[];
}) {
  const { t } = useTexts();
  const { act } = useAct();
  const queries = useQueryClient();
  const [sending, setSending] = useState<"trial" | "move" | null>(null);
  const [from, setFrom] = useState(running[0]?.version ?? 1);
  // Nothing may run the version any more since it was chosen, as after all have moved.
  const source = running.some((one) => one.version === from) ? from : (running[0]?.version ?? 1);
  const [target, setTarget] = useState(Math.max(...versions.map((one) => one.number), 1));
  const [mapped, map] = useState<Readonly<Record<string, string>>>({});
  const [worked, setWorked] = useState(0);
  const [report, setReport] = useState<(MigrationReport & { readonly dry: boolean }) | null>(null);
  const old = useNodes(flow, source);
  const fresh = useNodes(flow, target);
  const gone = (old.data ?? []).filter((one) => !(fresh.data ?? []).some((other) => other.name === one.name));
  const change = (some: () => void) => {
    some();
    setReport(null);
  };
  const send = async (dry: boolean) => {
    setSending(dry ? "trial" : "move");
    await act(async () => {
      const nodes = Object.fromEntries(gone.flatMap((one) => (mapped[one.name] ? [[one.name, mapped[one.name]]] : [])));
      const request: MigrationRequest = { dry, mapped: { nodes }, source, target };
      setReport(null);
      setReport({ ...(await migrate(flow, request, setWorked)), dry });
    });
    setSending(null);
    setWorked(0);
    // A trial changes nothing, so that nothing is loaded again, and what it offers can be pressed at once.
    if (!dry)
      await Promise.all(["flow-versions", "instances"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
  return (
    <>
      <div className="board-parts">
        <Labelled label={t("flowAdmin.versions.from")}>
          {(id) => (
            <Select<number>
              className="wide"
              id={id}
              options={running.map((one) => ({ label: `${one.version} (${one.count})`, value: one.version }))}
              value={source}
              onChange={(next) => change(() => setFrom(next))}
            />
          )}
        </Labelled>
        <Labelled label={t("flowAdmin.versions.to")}>
          {(id) => (
            <Select<number>
              className="wide"
              id={id}
              options={versions.map((one) => ({
                label: `${one.number} · ${shownInstant(one.created_at, false)}`,
                value: one.number,
              }))}
              value={target}
              onChange={(next) => change(() => setTarget(next))}
            />
          )}
        </Labelled>
      </div>
      {source === target ? (
        <Alert
          showIcon
          title={t(versions.length < 2 ? "flowAdmin.versions.only" : "flowAdmin.versions.same")}
          type="info"
        />
      ) : (
        <Pane title={t("flowAdmin.versions.mapping")}>
          <p className="quiet mapping-hint">
            {t(gone.length === 0 ? "flowAdmin.versions.allThere" : "flowAdmin.versions.mappingHint")}
          </p>
          <ul className="plain-list">
            {gone.map((one) => (
              <Mapping
                key={one.name}
                fresh={(fresh.data ?? []).filter((other) => other.kind === one.kind)}
                old={one}
                value={mapped[one.name] ?? ""}
                onChange={(next) => change(() => map({ ...mapped, [one.name]: next }))}
              />
            ))}
          </ul>
        </Pane>
      )}
      <div className="row-tools">
        <Button
          disabled={source === target || sending === "move"}
          loading={sending === "trial"}
          type="primary"
          onClick={() => void send(true)}
        >
          {t("flowAdmin.versions.dry")}
        </Button>
        {report?.dry === true && report.moved > 0 ? (
          <Button danger disabled={sending === "trial"} loading={sending === "move"} onClick={() => void send(false)}>
            {t("flowAdmin.versions.move", { count: report.moved })}
          </Button>
        ) : null}
      </div>
      {worked > 0 ? (
        <p className="quiet" role="status">
          {t("flowAdmin.versions.working", {
            count: running.find((one) => one.version === source)?.count ?? worked,
            done: worked,
          })}
        </p>
      ) : null}
      {report === null ? null : <Outcome report={report} />}
    </>
  );
}

/** Moves all instances of a version, or tries to, some hundreds at a time, and returns what came of them all. */
async function migrate(
  flow: FlowName,
  request: MigrationRequest,
  tell: (worked: number) => void,
): Promise<MigrationReport> {
  const address = { app: flow.app, flow: flow.flow };
  const part = (after?: string) =>
    ask(
      "POST /api/flow-admin/{app}/{flow}/migrations",
      { ...request, ...(after === undefined ? {} : { after }) },
      undefined,
      address,
    );
  let last = await part();
  let sum = last;
  while (last.next != null) {
    tell(sum.moved + sum.stuck);
    last = await part(last.next);
    sum = {
      moved: sum.moved + last.moved,
      outcomes: [...sum.outcomes, ...last.outcomes].slice(0, AT_MOST),
      reasons: together([...(sum.reasons ?? []), ...(last.reasons ?? [])]),
      stuck: sum.stuck + last.stuck,
    };
  }
  return sum;
}

/** Returns reasons with how many instances each concerns, the most frequent first. */
function together(reasons: readonly MigrationReason[]): MigrationReason[] {
  const found = new Map<string, MigrationReason>();
  for (const one of reasons) {
    const before = found.get(one.report.message.en);
    found.set(one.report.message.en, before === undefined ? one : { ...before, count: before.count + one.count });
  }
  return [...found.values()].toSorted((one, other) => other.count - one.count);
}

/** Returns the steps of a flow in a version. */
function useNodes(flow: FlowName, version: number) {
  return useQuery({
    queryFn: async ({ signal }) => {
      const address = { app: flow.app, flow: flow.flow, version };
      const found = await ask("GET /api/flow-admin/{app}/{flow}/versions/{version}", undefined, signal, address);
      return found.nodes ?? [];
    },
    queryKey: ["flow-version", flow.app, flow.flow, version],
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function Mapping({
  old,
  fresh,
  value,
  onChange,
}: {
  old: FlowNode;
  fresh: readonly FlowNode[];
  value: string;
  onChange: (node: string) => void;
}) {
  const { say, t } = useTexts();
  const nameOf = (one: FlowNode) => (one.label == null ? one.name : `${say(one.label)} (${one.name})`);
  return (
    <li>
      <strong className="grow">{nameOf(old)}</strong>
      <Select<string>
        aria-label={nameOf(old)}
        className="mapping-target"
        options={[
          { label: t("flowAdmin.versions.dropped"), value: "" },
          ...fresh.map((one) => ({ label: nameOf(one), value: one.name })),
        ]}
        value={value}
        onChange={onChange}
      />
    </li>
  );
}

function Outcome({ report }: { report: MigrationReport & { readonly dry: boolean } }) {
  const { say, t } = useTexts();
  const title = report.dry
    ? t("flowAdmin.versions.moved", { count: report.moved })
    : t("flowAdmin.versions.hasMoved", { count: report.moved });
  return (
    <>
      <Alert
        role="status"
        showIcon
        title={report.stuck > 0 ? `${title} · ${t("flowAdmin.versions.stuck", { count: report.stuck })}` : title}
        type={report.stuck > 0 ? "warning" : "success"}
      />
      {(report.reasons ?? []).length === 0 ? null : (
        <Pane title={t("flowAdmin.versions.reasons")}>
          <ul className="plain-list">
            {(report.reasons ?? []).map((one) => (
              <li key={one.report.message.en}>
                <span className="grow">
                  {say(one.report.message)}{" "}
                  <span className="quiet">{one.report.hint == null ? "" : say(one.report.hint)}</span>
                </span>
                <Mark tone={one.report.severity === "warning" ? "warning" : "danger"}>{one.count}</Mark>
              </li>
            ))}
          </ul>
        </Pane>
      )}
      {report.moved + report.stuck > report.outcomes.length ? (
        <p className="quiet">
          {t("flowAdmin.versions.some", { count: report.outcomes.length, of: report.moved + report.stuck })}
        </p>
      ) : null}
      <Rows
        columns={[
          {
            key: "record",
            render: (one) => <a href={`#/instances/${one.instance}`}>{one.title || t("flows.untitled")}</a>,
            title: t("flowAdmin.record"),
          },
          {
            key: "moved",
            render: (one) => (
              <Mark tone={one.moved ? "good" : "danger"}>
                {t(one.moved ? "flowAdmin.versions.moves" : "flowAdmin.versions.stays")}
              </Mark>
            ),
            title: t("flowAdmin.board.status"),
          },
          {
            key: "report",
            render: (one) => (
              <div className="incident-cause">
                {(one.report ?? []).map((each) => (
                  <span key={`${each.code}${each.message.en}`}>
                    {say(each.message)} <span className="quiet">{each.hint == null ? "" : say(each.hint)}</span>
                  </span>
                ))}
              </div>
            ),
            title: t("flowAdmin.versions.outcome"),
          },
        ]}
        label={t("flowAdmin.parts.versions")}
        rowKey={(one) => one.instance}
        rows={report.outcomes}
      />
    </>
  );
}

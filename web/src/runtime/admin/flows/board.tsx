import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { FlowName, NodeMetric, PersonLoad, StatusMetric } from "../../../generated/api";
import { Mark } from "../../../ui/mark";
import { Nothing } from "../../../ui/nothing";
import { Pane } from "../../../ui/pane";
import { toneOf, useStateWords } from "../../flows/tasks";
import type { PlaceProps } from "../../places";
import { usePlace } from "../../session";
import { Loaded } from "../loaded";
import { Rows } from "../rows";
import { Bar, useSpan } from "./bar";
import { FlowChoice } from "./flow-choice";

const DAYS = [7, 30, 90, 365] as const;

/** How a flow gets on: how much waits at which step, how long each takes, what is late, and who bears what. */
export function Board({ path }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const [days, setDays] = useState<number>(90);
  return (
    <FlowChoice
      path={path}
      tools={
        <Select<number>
          aria-label={t("flowAdmin.board.days")}
          className="list-filter"
          options={DAYS.map((one) => ({ label: t("flowAdmin.board.daysCount", { count: one }), value: one }))}
          value={days}
          onChange={setDays}
        />
      }
      onChoose={(one) => go(`admin/flows/board/${one.app}/${one.flow}`)}
    >
      {(flow) => <Figures days={days} flow={flow} />}
    </FlowChoice>
  );
}

function Figures({ flow, days }: { flow: FlowName; days: number }) {
  const { t } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/flow-admin/{app}/{flow}/board", undefined, signal, { app: flow.app, days, flow: flow.flow }),
    queryKey: ["board", flow.app, flow.flow, days],
    staleTime: 0,
  });
  return (
    <Loaded of={found}>
      {(board) =>
        board.statuses.length === 0 ? (
          <Nothing hint={t("flowAdmin.board.noneHint")} title={t("flowAdmin.board.none")} />
        ) : (
          <>
            {board.incidents > 0 ? (
              <a className="flow-link" href="#/admin/flows/incidents">
                <Mark tone="danger">{t("flowAdmin.incidents", { count: board.incidents })}</Mark>
              </a>
            ) : null}
            <Pane title={t("flowAdmin.board.steps")}>
              <Steps flow={flow} nodes={board.nodes} />
            </Pane>
            <div className="board-parts">
              <Pane title={t("flowAdmin.board.ends")}>
                <Ends statuses={board.statuses} />
              </Pane>
              <Pane title={t("flowAdmin.board.people")}>
                <Load people={board.people ?? []} />
              </Pane>
            </div>
          </>
        )
      }
    </Loaded>
  );
}

function Steps({ flow, nodes }: { flow: FlowName; nodes: readonly NodeMetric[] }) {
  const { say, t } = useTexts();
  const span = useSpan();
  const most = Math.max(1, ...nodes.map((one) => one.waiting));
  return (
    <Rows
      columns={[
        {
          key: "node",
          render: (one: NodeMetric) => (
            <a href={`#/admin/flows/instances/${flow.app}/${flow.flow}/${one.node}`}>
              {one.label === null ? one.node : say(one.label)}
            </a>
          ),
          title: t("flows.step"),
        },
        {
          key: "waiting",
          render: (one) => <Bar most={most} text={String(one.waiting)} value={one.waiting} />,
          title: t("flowAdmin.board.waiting"),
        },
        {
          key: "overdue",
          render: (one) => (one.overdue > 0 ? <span className="late">{one.overdue}</span> : "0"),
          title: t("flowAdmin.board.overdue"),
        },
        { key: "count", render: (one) => one.count, title: t("flowAdmin.board.count") },
        { key: "p50", render: (one) => span(one.p50), title: t("flowAdmin.board.p50") },
        { key: "p95", render: (one) => span(one.p95), title: t("flowAdmin.board.p95") },
        { key: "age", render: (one) => span(one.age), title: t("flowAdmin.board.openAge") },
      ]}
      label={t("flowAdmin.board.steps")}
      rowKey={(one) => one.node}
      rows={nodes}
    />
  );
}

function Ends({ statuses }: { statuses: readonly StatusMetric[] }) {
  const { t } = useTexts();
  const words = useStateWords();
  const span = useSpan();
  return (
    <Rows
      columns={[
        {
          key: "status",
          render: (one: StatusMetric) => <Mark tone={toneOf(one.status)}>{words.status(one.status)}</Mark>,
          title: t("flowAdmin.board.status"),
        },
        { key: "count", render: (one) => one.count, title: t("flowAdmin.board.number") },
        { key: "p50", render: (one) => span(one.p50), title: t("flowAdmin.board.p50") },
        { key: "p95", render: (one) => span(one.p95), title: t("flowAdmin.board.p95") },
      ]}
      label={t("flowAdmin.board.ends")}
      rowKey={(one) => one.status}
      rows={statuses}
    />
  );
}

function Load({ people }: { people: readonly PersonLoad[] }) {
  const { t } = useTexts();
  const most = Math.max(1, ...people.map((one) => one.waiting));
  if (people.length === 0) return <p className="quiet">{t("flowAdmin.board.nobody")}</p>;
  return (
    <Rows
      columns={[
        { key: "name", render: (one: PersonLoad) => one.name, title: t("flows.person") },
        {
          key: "waiting",
          render: (one) => <Bar most={most} text={String(one.waiting)} value={one.waiting} />,
          title: t("flowAdmin.board.waiting"),
        },
        {
          key: "overdue",
          render: (one) => (one.overdue > 0 ? <span className="late">{one.overdue}</span> : "0"),
          title: t("flowAdmin.board.overdue"),
        },
        { key: "done", render: (one) => one.done, title: t("flowAdmin.board.done") },
      ]}
      label={t("flowAdmin.board.people")}
      rowKey={(one) => one.account}
      rows={people}
    />
  );
}

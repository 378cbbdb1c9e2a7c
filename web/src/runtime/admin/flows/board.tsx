import { useQuery } from "@tanstack/react-query";
import { Select, Tooltip } from "antd";
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
import { instancesOf } from "./instance-place";

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
        board.statuses.length === 0 && board.nodes.length === 0 ? (
          <Nothing hint={t("flowAdmin.board.noneHint")} title={t("flowAdmin.board.none")} />
        ) : (
          <>
            {board.incidents > 0 ? (
              <a className="flow-link" href={`#/admin/flows/incidents/${flow.app}/${flow.flow}`}>
                <Mark tone="danger">{t("flowAdmin.incidents", { count: board.incidents })}</Mark>
              </a>
            ) : null}
            <Pane title={t("flowAdmin.board.steps")}>
              <p className="quiet board-hint">{t("flowAdmin.board.hint", { count: days })}</p>
              <Steps flow={flow} nodes={board.nodes} />
            </Pane>
            <div className="board-parts">
              <Pane title={t("flowAdmin.board.ends")}>
                <Ends days={days} flow={flow} statuses={board.statuses} />
              </Pane>
              <Pane title={t("flowAdmin.board.people")}>
                <Load flow={flow} people={board.people ?? []} />
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
            <span className="board-node">
              <a href={instancesOf(flow, { node: one.node })}>{one.label === null ? one.node : say(one.label)}</a>
              {one.bottleneck ? (
                <Tooltip title={t("flowAdmin.board.bottleneckHint")}>
                  <span>
                    <Mark tone="warning">{t("flowAdmin.board.bottleneck")}</Mark>
                  </span>
                </Tooltip>
              ) : null}
            </span>
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
          render: (one) => <Late count={one.overdue} href={instancesOf(flow, { late: true, node: one.node })} />,
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

/** How many are late, which leads to them. */
function Late({ count, href }: { count: number; href: string }) {
  return count > 0 ? (
    <a className="late" href={href}>
      {count}
    </a>
  ) : (
    "0"
  );
}

function Ends({ flow, days, statuses }: { flow: FlowName; days: number; statuses: readonly StatusMetric[] }) {
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
        {
          key: "count",
          render: (one) => (
            <a href={instancesOf(flow, { status: one.status, ...(one.age === null ? { ended: days } : {}) })}>
              {one.count}
            </a>
          ),
          title: t("flowAdmin.board.number"),
        },
        { key: "age", render: (one) => span(one.age), title: t("flowAdmin.board.runningAge") },
        { key: "p50", render: (one) => span(one.p50), title: t("flowAdmin.board.endedHalf") },
        { key: "p95", render: (one) => span(one.p95), title: t("flowAdmin.board.endedMost") },
      ]}
      label={t("flowAdmin.board.ends")}
      rowKey={(one) => one.status}
      rows={statuses}
    />
  );
}

function Load({ flow, people }: { flow: FlowName; people: readonly PersonLoad[] }) {
  const { t } = useTexts();
  const most = Math.max(1, ...people.map((one) => one.waiting));
  if (people.length === 0) return <p className="quiet">{t("flowAdmin.board.nobody")}</p>;
  return (
    <Rows
      columns={[
        { key: "name", render: (one: PersonLoad) => one.name, title: t("flows.person") },
        {
          key: "waiting",
          render: (one) => (
            <a href={instancesOf(flow, { asked: one.account })}>
              <Bar most={most} text={String(one.waiting)} value={one.waiting} />
            </a>
          ),
          title: t("flowAdmin.board.waiting"),
        },
        {
          key: "overdue",
          render: (one) => <Late count={one.overdue} href={instancesOf(flow, { asked: one.account, late: true })} />,
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

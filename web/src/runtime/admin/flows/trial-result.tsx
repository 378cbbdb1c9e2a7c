import { Alert } from "antd";
import { useTexts } from "../../../core/language";
import type { TrialEdge, TrialLoad, TrialNode, TrialProblem, TrialReport } from "../../../generated/api";
import { Mark } from "../../../ui/mark";
import { Marked, Mistakes } from "../../../ui/mistakes";
import { Pane } from "../../../ui/pane";
import { toneOf, useStateWords } from "../../flows/tasks";
import { Rows } from "../rows";
import { Bar, useSpan } from "./bar";

/** What is wrong with a flow, and what its simulation has shown. */
export function TrialResult({ report }: { report: TrialReport }) {
  const { t } = useTexts();
  const found = report.diagnostics ?? [];
  const nodes = report.nodes ?? [];
  const called = useCalled();
  const nameOf = (node: string) => {
    const one = nodes.find((each) => each.node === node);
    return one === undefined ? node : called(one);
  };
  return (
    <>
      <Pane title={t("flowAdmin.trial.found")}>
        {found.length === 0 ? (
          <Alert role="status" showIcon title={t("flowAdmin.trial.sound")} type="success" />
        ) : (
          <Mistakes found={found} place={(one) => <code>{one.path}</code>} />
        )}
      </Pane>
      {report.ran === true ? (
        <>
          <Pane title={t("flowAdmin.trial.outcome")}>
            <Outcome report={report} />
          </Pane>
          {(report.problems ?? []).length === 0 ? null : (
            <Pane title={t("flowAdmin.trial.problems")}>
              <Problems problems={report.problems ?? []} />
            </Pane>
          )}
          <Pane title={t("flowAdmin.board.steps")}>
            <Steps nodes={nodes} />
          </Pane>
          <div className="board-parts">
            <Pane title={t("flowAdmin.trial.ways")}>
              <Ways edges={report.edges ?? []} nameOf={nameOf} />
            </Pane>
            <Pane title={t("flowAdmin.board.people")}>
              <Load people={report.load ?? []} />
            </Pane>
          </div>
        </>
      ) : (
        <Alert showIcon title={t("flowAdmin.trial.notRun")} type="warning" />
      )}
    </>
  );
}

/** Returns what a step is called: a start or an end without a name by what it is. */
function useCalled(): (node: TrialNode) => string {
  const { say, t } = useTexts();
  return ({ kind, label, node }) => {
    if (label != null) return say(label);
    if (kind.endsWith("_start")) return t("flows.nodeKind.start");
    return kind === "end" || kind.endsWith("_end") ? t("flows.nodeKind.end") : node;
  };
}

function Outcome({ report }: { report: TrialReport }) {
  const { t } = useTexts();
  const words = useStateWords();
  const span = useSpan();
  const never = (report.nodes ?? []).filter((one) => one.entered === 0).length;
  return (
    <>
      <p className="flow-facts" role="status">
        {Object.entries(report.statuses ?? {}).map(([status, count]) => (
          <Mark key={status} tone={toneOf(status)}>
            {words.status(status)} {count}
          </Mark>
        ))}
        <span>{t("flowAdmin.trial.half", { span: span(report.half ?? null) })}</span>
        <span>{t("flowAdmin.trial.most", { span: span(report.most ?? null) })}</span>
      </p>
      <p className="quiet">
        {never === 0 ? t("flowAdmin.trial.covered") : t("flowAdmin.trial.never", { count: never })}{" "}
        {(report.records ?? 0) > 0
          ? t("flowAdmin.trial.records", { count: report.records ?? 0 })
          : t("flowAdmin.trial.invented")}{" "}
        {(report.learnt ?? 0) > 0 ? t("flowAdmin.trial.learnt", { count: report.learnt ?? 0 }) : null}
      </p>
    </>
  );
}

function Steps({ nodes }: { nodes: readonly TrialNode[] }) {
  const { t } = useTexts();
  const called = useCalled();
  const span = useSpan();
  const most = Math.max(1, ...nodes.map((one) => one.entered));
  return (
    <Rows
      columns={[
        {
          key: "node",
          render: (one: TrialNode) => called(one),
          title: t("flows.step"),
        },
        {
          key: "entered",
          render: (one) =>
            one.entered === 0 ? (
              <span className="late">{t("flowAdmin.trial.unseen")}</span>
            ) : (
              <Bar most={most} text={String(one.entered)} value={one.entered} />
            ),
          title: t("flowAdmin.trial.entered"),
        },
        { key: "half", render: (one) => span(one.half ?? null), title: t("flowAdmin.board.p50") },
        { key: "most", render: (one) => span(one.most ?? null), title: t("flowAdmin.board.p95") },
      ]}
      label={t("flowAdmin.board.steps")}
      rowKey={(one) => one.node}
      rows={nodes}
    />
  );
}

function Ways({ edges, nameOf }: { edges: readonly TrialEdge[]; nameOf: (node: string) => string }) {
  const { t } = useTexts();
  const most = Math.max(1, ...edges.map((one) => one.taken));
  return (
    <Rows
      columns={[
        {
          key: "way",
          render: (one: TrialEdge) => `${nameOf(one.source)} → ${nameOf(one.target)}`,
          title: t("flowAdmin.trial.way"),
        },
        {
          key: "taken",
          render: (one) =>
            one.taken === 0 ? (
              <span className="late">{t("flowAdmin.trial.unseen")}</span>
            ) : (
              <Bar most={most} text={String(one.taken)} value={one.taken} />
            ),
          title: t("flowAdmin.trial.taken"),
        },
      ]}
      label={t("flowAdmin.trial.ways")}
      rowKey={(one) => one.edge}
      rows={edges}
    />
  );
}

function Load({ people }: { people: readonly TrialLoad[] }) {
  const { t } = useTexts();
  const most = Math.max(1, ...people.map((one) => one.tasks));
  if (people.length === 0) return <p className="quiet">{t("flowAdmin.trial.nobody")}</p>;
  return (
    <Rows
      columns={[
        { key: "name", render: (one: TrialLoad) => one.name, title: t("flows.person") },
        {
          key: "tasks",
          render: (one) => <Bar most={most} text={String(one.tasks)} value={one.tasks} />,
          title: t("flowAdmin.trial.tasks"),
        },
      ]}
      label={t("flowAdmin.board.people")}
      rowKey={(one) => one.name}
      rows={people}
    />
  );
}

function Problems({ problems }: { problems: readonly TrialProblem[] }) {
  const { say, t } = useTexts();
  return (
    <Rows
      columns={[
        {
          key: "what",
          render: (one: TrialProblem) => <Marked text={say(one.message)} />,
          title: t("flowAdmin.cause"),
        },
        {
          key: "stops",
          render: (one) => (
            <Mark tone={one.stops ? "danger" : "plain"}>
              {t(one.stops ? "flowAdmin.trial.stops" : "flowAdmin.trial.refused")}
            </Mark>
          ),
          title: t("flowAdmin.board.status"),
        },
        { key: "count", render: (one) => one.count, title: t("flowAdmin.board.number") },
      ]}
      label={t("flowAdmin.trial.problems")}
      rowKey={(one) => `${one.code}${one.stops}`}
      rows={problems}
    />
  );
}

import {
  AuditOutlined,
  ClockCircleOutlined,
  CodeOutlined,
  MailOutlined,
  NodeIndexOutlined,
  TableOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { Background, Controls, type Edge, Handle, MarkerType, type Node, Position, ReactFlow } from "@xyflow/react";
import { type ReactNode, useMemo } from "react";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { Flow, InstanceView } from "../../generated/api";
import { placedOf, type Shape, shapeOf, waysOf } from "./diagram-layout";
import { useNodeKinds } from "./tasks";
import "@xyflow/react/dist/base.css";
import "./diagram.css";

/** How far an instance is, as the diagram shows it. */
export type Progress = Pick<InstanceView, "tokens" | "tasks" | "passed" | "forecast" | "status">;

interface Box extends Record<string, unknown> {
  readonly label: string;
  readonly kind: string;
  readonly people: string;
  readonly shape: Shape;
  readonly icon: ReactNode;
  readonly state: "here" | "passed" | "next" | "";
  /** Whether the last who decided there rejected it or sent it back. */
  readonly against: boolean;
}

const ICONS: Readonly<Record<string, ReactNode>> = {
  approval_task: <AuditOutlined />,
  call_activity: <NodeIndexOutlined />,
  cc: <MailOutlined />,
  rule_task: <TableOutlined />,
  timer: <ClockCircleOutlined />,
  user_task: <UserOutlined />,
};
const NODE_TYPES = { box: NodeBox };
/** Below this texts cannot be read. */
const READABLE = 0.8;
/** What comes after the present step is shown as far as this. */
const STEPS_AHEAD = 3;
const WHOLE = { maxZoom: 1, padding: 0.08 } as const;

/** A flow from top to bottom, with the way so far, where it stands, and who comes next. */
export function Diagram({ flow, progress }: { flow: Flow; progress: Progress | null }) {
  const { say, t } = useTexts();
  const kindOf = useNodeKinds();
  const [nodes, edges] = useMemo(() => {
    const states = statesOf(flow, progress);
    const people = peopleOf(progress);
    const against = againstIn(progress);
    const boxes: Node<Box>[] = placedOf(flow).map(({ node, shape, x, y, width, height }) => ({
      data: {
        against: against.has(node.name),
        icon: ICONS[node.kind] ?? <CodeOutlined />,
        kind: kindOf(node),
        label: node.label == null ? kindOf(node) : say(node.label),
        people: people.get(node.name) ?? "",
        shape,
        state: states.get(node.name) ?? "",
      },
      height,
      id: node.name,
      position: { x, y },
      type: "box",
      width,
    }));
    const lines: Edge[] = waysOf(flow).map((way) => {
      const gone = states.has(way.source) && states.has(way.target) && states.get(way.source) !== "next";
      const walked = gone && states.get(way.target) !== "next";
      return {
        className: `flow-way${walked ? " walked" : ""}${way.aside ? " aside" : ""}`,
        id: way.name,
        ...(way.label === null ? {} : { label: say(way.label) }),
        markerEnd: { color: walked ? "var(--accent)" : "var(--line-strong)", type: MarkerType.ArrowClosed },
        source: way.source,
        target: way.target,
        type: "smoothstep",
      };
    });
    return [boxes, lines] as const;
  }, [flow, progress, say, kindOf]);
  const told = { here: t("flows.here"), next: t("flows.upcoming"), passed: t("flows.passed") };
  // A thumb that scrolls the page needs room beside the picture, which it moves.
  const narrow = useMedia("(max-width: 640px)");
  const height = Math.min(narrow ? 420 : 620, Math.max(260, ...nodes.map((one) => one.position.y + 130)));
  return (
    <div className="flow-diagram" style={{ height }}>
      <ol className="unseen" aria-label={t("flows.diagramLabel")}>
        {nodes.map(({ id, data }) => (
          <li key={id}>
            {[data.label, data.people, data.state === "" ? "" : told[data.state]]
              .filter((one) => one !== "")
              .join(", ")}
          </li>
        ))}
      </ol>
      <ReactFlow
        aria-label={t("flows.diagram")}
        ariaLabelConfig={{
          "controls.ariaLabel": t("flows.zoom"),
          "controls.fitView.ariaLabel": t("flows.zoomFit"),
          "controls.zoomIn.ariaLabel": t("flows.zoomIn"),
          "controls.zoomOut.ariaLabel": t("flows.zoomOut"),
        }}
        edges={edges}
        edgesFocusable={false}
        elementsSelectable={false}
        fitView
        fitViewOptions={firstLook(nodes, edges, height, narrow)}
        maxZoom={1.6}
        minZoom={0.2}
        nodes={nodes}
        nodesConnectable={false}
        nodesDraggable={false}
        nodesFocusable={false}
        nodeTypes={NODE_TYPES}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
        zoomOnScroll={false}
      >
        <Background color="var(--line)" gap={20} />
        <Controls
          fitViewOptions={WHOLE}
          orientation={narrow ? "horizontal" : "vertical"}
          position={narrow ? "bottom-right" : "bottom-left"}
          showInteractive={false}
        />
      </ReactFlow>
    </div>
  );
}

/** Returns what is shown first: all of the flow, or what is around the present step where all would be too small. */
function firstLook(nodes: readonly Node<Box>[], edges: readonly Edge[], height: number, narrow: boolean) {
  const here = new Set(nodes.filter((one) => one.data.state === "here").map((one) => one.id));
  const lowest = Math.max(...nodes.map((one) => one.position.y + (one.height ?? 0)));
  const left = Math.min(...nodes.map((one) => one.position.x));
  const right = Math.max(...nodes.map((one) => one.position.x + (one.width ?? 0)));
  const fits = lowest * READABLE <= height && (!narrow || (right - left) * READABLE <= 320);
  if (fits || here.size === 0) return WHOLE;
  const near = new Set(here);
  for (const { source, target } of edges) if (here.has(target)) near.add(source);
  let last = here;
  for (let step = 0; step < STEPS_AHEAD; step++) {
    last = new Set(edges.filter((one) => last.has(one.source)).map((one) => one.target));
    for (const id of last) near.add(id);
  }
  // What does not fit is left out rather than letting the present step slip out of sight.
  const shown = nodes.filter((one) => near.has(one.id));
  const top = Math.min(...shown.map((one) => one.position.y));
  const room = (height * 0.84) / READABLE;
  const within = shown.filter((one) => here.has(one.id) || one.position.y + (one.height ?? 0) - top <= room);
  return { maxZoom: 1, minZoom: READABLE, nodes: within.map(({ id }) => ({ id })), padding: 0.08 };
}

function NodeBox({ data }: { data: Box }) {
  return (
    <div className={`flow-node ${data.shape} ${data.state}${data.against ? " against" : ""}`}>
      <Handle className="flow-handle" isConnectable={false} position={Position.Top} type="target" />
      {data.shape === "card" ? (
        <>
          <span className="flow-node-icon">{data.icon}</span>
          <span className="flow-node-text">
            <span className="flow-node-name">{data.label}</span>
            <span className="flow-node-more">{data.people === "" ? data.kind : data.people}</span>
          </span>
        </>
      ) : (
        <>
          <span className="flow-node-mark" />
          <span className="flow-node-name">{data.label}</span>
        </>
      )}
      <Handle className="flow-handle" isConnectable={false} position={Position.Bottom} type="source" />
    </div>
  );
}

function statesOf(flow: Flow, progress: Progress | null): ReadonlyMap<string, Box["state"]> {
  const found = new Map<string, Box["state"]>();
  if (progress === null) return found;
  for (const one of progress.passed ?? []) found.set(one, "passed");
  // What was sent back past a step comes there again.
  for (const one of progress.forecast ?? []) found.set(one.node, "next");
  // What is only passed through leaves no visit: it was on the way when both sides of it were.
  const nodes = new Map((flow.nodes ?? []).map((one) => [one.name, one]));
  for (const one of nodes.values()) {
    if (found.has(one.name) || shapeOf(one) === "card") continue;
    const edges = flow.edges ?? [];
    const before = edges.some((edge) => edge.target === one.name && found.get(edge.source) === "passed");
    const after = edges.some((edge) => edge.source === one.name && found.get(edge.target) === "passed");
    if (before && after) found.set(one.name, "passed");
  }
  for (const one of progress.tokens ?? []) found.set(one.node, "here");
  return found;
}

function againstIn(progress: Progress | null): ReadonlySet<string> {
  const last = new Map<string, string>();
  for (const one of progress?.tasks ?? []) {
    if ((one.kind === "approval" || one.kind === "work") && one.outcome != null) last.set(one.node, one.outcome);
  }
  return new Set([...last].flatMap(([node, outcome]) => (AGAINST.has(outcome) ? [node] : [])));
}

const AGAINST: ReadonlySet<string> = new Set(["rejected", "returned"]);

function peopleOf(progress: Progress | null): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  const coming = new Set((progress?.forecast ?? []).map((one) => one.node));
  for (const one of progress?.forecast ?? []) found.set(one.node, [...one.people]);
  for (const one of progress?.tasks ?? []) {
    if (one.kind === "copy" || one.kind === "question" || one.state === "cancelled") continue;
    if (coming.has(one.node) && one.state === "done") continue;
    const name = one.by_name || one.person_name;
    if (name !== "") found.set(one.node, [...new Set([...(found.get(one.node) ?? []), name])]);
  }
  return new Map([...found].map(([node, names]) => [node, names.join(", ")]));
}

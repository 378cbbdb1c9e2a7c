import { Graph, layout } from "@dagrejs/dagre";
import type { Flow } from "../../generated/api";
import type { FlowNode } from "./tasks";

/** What a node is drawn as. */
export type Shape = "card" | "diamond" | "circle";

/** A node where it is drawn, by its upper left corner. */
export interface Placed {
  readonly node: FlowNode;
  readonly shape: Shape;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line between two nodes. */
export interface Way {
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly label: Flow["label"] | null;
  /** Whether it leads to what happens at the edge of a node. */
  readonly aside: boolean;
}

const SIZES: Readonly<Record<Shape, readonly [number, number]>> = {
  card: [176, 62],
  circle: [96, 58],
  diamond: [120, 58],
};

/** Returns what a node is drawn as. */
export function shapeOf(node: FlowNode): Shape {
  if (node.kind.endsWith("_gateway")) return "diamond";
  return node.kind.endsWith("_start") || node.kind.endsWith("end") || node.kind.startsWith("boundary_")
    ? "circle"
    : "card";
}

/** Returns the ways of a flow: its edges, and from activities to what happens at them. */
export function waysOf(flow: Flow): readonly Way[] {
  const edges = (flow.edges ?? []).map((one) => ({ ...one, aside: false, label: one.label ?? null }));
  const asides = (flow.nodes ?? []).flatMap((one) =>
    "attached_to" in one
      ? [{ aside: true, label: null, name: `at ${one.name}`, source: one.attached_to, target: one.name }]
      : [],
  );
  return [...edges, ...asides];
}

/** Returns the nodes of a flow laid out from top to bottom. */
export function placedOf(flow: Flow): readonly Placed[] {
  const nodes = flow.nodes ?? [];
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ nodesep: 36, rankdir: "TB", ranksep: 44 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    const [width, height] = SIZES[shapeOf(node)];
    graph.setNode(node.name, { height, width });
  }
  for (const way of waysOf(flow)) graph.setEdge(way.source, way.target, {}, way.name);
  layout(graph);
  return nodes.map((node) => {
    const shape = shapeOf(node);
    const [width, height] = SIZES[shape];
    const at = graph.node(node.name) as { readonly x?: number; readonly y?: number };
    return { height, node, shape, width, x: (at.x ?? 0) - width / 2, y: (at.y ?? 0) - height / 2 };
  });
}

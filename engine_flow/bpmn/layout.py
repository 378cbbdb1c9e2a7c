"""A plain layout: nodes in columns from left to right, for flows that nobody has drawn."""

from engine_flow.diagram import Bounds, Diagram, Line, Point, Shape
from engine_flow.flow import Flow

_SIZES = {"activity": (100, 80), "gateway": (50, 50)}
_COLUMN, _ROW = 160, 120


def laid_out(flow: Flow) -> Diagram:
    """Return a diagram whose nodes stand in the column of their distance from the start."""
    columns = _columns(flow)
    rows: dict[int, int] = {}
    boxes: dict[str, Bounds] = {}
    for name, column in columns.items():
        width, height = _SIZES.get(flow.plan.nodes[name].role, (36, 36))
        row = rows[column] = rows.get(column, -1) + 1
        x, y = column * _COLUMN + 80 - width / 2, row * _ROW + 80 - height / 2
        boxes[name] = Bounds(x=x, y=y, width=width, height=height)
    for name, node in flow.plan.nodes.items():
        host = boxes.get(getattr(node, "attached_to", ""))
        if host is not None:
            boxes[name] = Bounds(x=host.x + host.width / 2 - 18, y=host.y + host.height - 18, width=36, height=36)
    lines = tuple(
        Line(edge=edge.name, points=_between(boxes[edge.source], boxes[edge.target]))
        for edge in flow.edges
        if edge.source in boxes and edge.target in boxes
    )
    return Diagram(shapes=tuple(Shape(node=name, bounds=box) for name, box in boxes.items()), lines=lines)


def _columns(flow: Flow) -> dict[str, int]:
    """Return the column of each node: its distance from the start."""
    found: dict[str, int] = {}
    pending = [(node.name, 0) for node in flow.plan.starts]
    while pending:
        name, column = pending.pop(0)
        if name not in found:
            found[name] = column
            pending += [(each, column + 1) for each in flow.plan.after(name) if each in flow.plan.nodes]
    return {**found, **{node.name: 0 for node in flow.nodes if node.name not in found}}


def _between(source: Bounds, target: Bounds) -> tuple[Point, ...]:
    """Return a line from the right side of one box to the left side of another."""
    begins = Point(x=source.x + source.width, y=source.y + source.height / 2)
    ends = Point(x=target.x, y=target.y + target.height / 2)
    return begins, ends

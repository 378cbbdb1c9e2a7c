"""Diagrams: where a file draws the nodes and edges of a flow, and how that is written."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from engine_flow.bpmn.fragments import local, space
from engine_flow.bpmn.model import BOUNDS, DIAGRAM, POINTS
from engine_flow.diagram import Bounds, Diagram, Line, Point, Shape


def diagram_of(root: Any, nodes: Mapping[str, str], edges: Mapping[str, str]) -> Diagram | None:
    """Return where a document draws nodes and edges, given by name for their identifiers; None when it does not.

    What is drawn several times counts where it is drawn first.
    """
    shapes: dict[str, Shape] = {}
    lines: dict[str, Line] = {}
    for part in drawn(root):
        reference = (part.get("bpmnElement") or "").rpartition(":")[2]
        if local(part) == "BPMNShape" and reference in nodes:
            found = _bounds(part)
            if found is not None:
                shape = Shape(node=nodes[reference], bounds=found, label=_label(part))
                shapes.setdefault(shape.node, shape)
        elif local(part) == "BPMNEdge" and reference in edges:
            line = Line(edge=edges[reference], points=_points(part), label=_label(part))
            lines.setdefault(line.edge, line)
    return Diagram(shapes=tuple(shapes.values()), lines=tuple(lines.values())) if shapes or lines else None


def drawn(root: Any) -> list[Any]:
    """Return the shapes and edges of a document's or fragment's diagrams."""
    return list(root.iter(f"{{{DIAGRAM}}}BPMNShape", f"{{{DIAGRAM}}}BPMNEdge"))


def _bounds(part: Any) -> Bounds | None:
    """Return the rectangle of a shape or label."""
    for child in part:
        if local(child) == "Bounds" and space(child) == BOUNDS:
            try:
                return Bounds(**{side: float(child.get(side, "0")) for side in ("x", "y", "width", "height")})
            except ValueError:
                return None
    return None


def _points(part: Any) -> tuple[Point, ...]:
    """Return the corners of an edge."""
    found = []
    for child in part:
        if local(child) == "waypoint" and space(child) == POINTS:
            try:
                found.append(Point(x=float(child.get("x", "0")), y=float(child.get("y", "0"))))
            except ValueError:
                continue
    return tuple(found)


def _label(part: Any) -> Bounds | None:
    """Return the rectangle of a part's text."""
    label = next((child for child in part if local(child) == "BPMNLabel"), None)
    return None if label is None else _bounds(label)


def redraw(part: Any, before: Shape | Line | None, after: Shape | Line) -> None:
    """Write what has changed into a shape or edge of a file, and leave the rest as it is."""
    if isinstance(after, Shape) and (not isinstance(before, Shape) or before.bounds != after.bounds):
        _set_bounds(part, after.bounds)
    if isinstance(after, Line) and (not isinstance(before, Line) or before.points != after.points):
        for child in [each for each in part if local(each) == "waypoint"]:
            part.remove(child)
        for position, point in enumerate(after.points):
            part.insert(position, etree.Element(f"{{{POINTS}}}waypoint", x=_text(point.x), y=_text(point.y)))
    if after.label is not None and (before is None or before.label != after.label):
        label = next((child for child in part if local(child) == "BPMNLabel"), None)
        if label is None:
            label = etree.SubElement(part, f"{{{DIAGRAM}}}BPMNLabel")
        _set_bounds(label, after.label)


def _set_bounds(part: Any, bounds: Bounds) -> None:
    """Write a rectangle."""
    found = next((child for child in part if local(child) == "Bounds"), None)
    if found is None:
        found = etree.Element(f"{{{BOUNDS}}}Bounds")
        part.insert(0, found)
    for side in ("x", "y", "width", "height"):
        found.set(side, _text(getattr(bounds, side)))


def _text(value: float) -> str:
    """Return a number without a needless fraction."""
    return str(int(value)) if value == int(value) else repr(value)


def drawing(reference: str, after: Shape | Line) -> Any:
    """Return a new shape or edge of the element with an identifier."""
    tag = "BPMNShape" if isinstance(after, Shape) else "BPMNEdge"
    part = etree.Element(f"{{{DIAGRAM}}}{tag}", id=f"{reference}_di", bpmnElement=reference)
    redraw(part, None, after)
    return part

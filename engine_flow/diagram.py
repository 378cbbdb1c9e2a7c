"""`Diagram`: where the nodes and edges of a flow are drawn, in pixels from the top left."""

from engine_flow.kept import KeptXml
from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec


class Point(Spec):
    """A place."""

    x: float
    y: float


class Bounds(Spec):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


class Shape(Spec):
    """Where a node is drawn."""

    node: Name
    """The node."""
    bounds: Bounds
    """Its rectangle."""
    label: Bounds | None = None
    """The rectangle of its text, when it stands elsewhere."""
    kept: KeptXml | None = None
    """What its file says beyond that."""


class Line(Spec):
    """Where an edge is drawn."""

    edge: Name
    """The edge."""
    points: tuple[Point, ...]
    """Its corners from source to target."""
    label: Bounds | None = None
    """The rectangle of its text."""
    kept: KeptXml | None = None
    """What its file says beyond that."""


class Diagram(Spec):
    """Where a flow is drawn."""

    shapes: tuple[Shape, ...] = ()
    """Its nodes."""
    lines: tuple[Line, ...] = ()
    """Its edges."""

"""`Edge`: a way from one node to another, possibly under a condition."""

from engine_flow.formula import Condition
from engine_flow.kept import KeptXml
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec


class Edge(Spec):
    """A way from one node to another."""

    name: Name
    """Its name, unique among the edges of the flow."""
    source: Name
    """The node it leaves."""
    target: Name
    """The node it leads to."""
    condition: Condition | None = None
    """When it is taken; without one always, unless it is the default."""
    default: bool = False
    """Whether it is taken when no other edge of its source is."""
    label: Label | None = None
    """Text for people."""
    kept: KeptXml | None = None
    """What the file it was imported from says beyond that."""

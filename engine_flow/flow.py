"""`Flow`: a drawing of work: nodes joined by edges, with variables, policies and the layout of its diagram."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from engine_flow import node_kinds
from engine_flow.derived import Derived
from engine_flow.diagram import Diagram
from engine_flow.edge import Edge
from engine_flow.formula import Formula
from engine_flow.kept import KeptFile, KeptXml
from engine_flow.node import Node
from engine_flow.plan import Plan
from engine_flow.policy import Policies
from engine_rules import types as t
from lowcode.kernel.catalog import Catalog
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec

NODE_KINDS: Catalog[type[Node]] = Catalog(node_kinds, Node)
"""All kinds of nodes."""

if TYPE_CHECKING:
    NodeKind: TypeAlias = Node
else:
    NodeKind = NODE_KINDS.union()


def _type_text(text: str) -> str:
    """Return the text of a type. Raises `ValueError` for another text."""
    try:
        t.parse_type(text)
    except t.TypeTextError as error:
        raise ValueError(error.args[0]) from None
    return text


class Variable(Spec):
    """A named, typed value that an instance carries along."""

    name: Name
    """Its name in expressions; it hides a field of the record of the same name."""
    type: Annotated[str, AfterValidator(_type_text)] = "Any"
    """The type of its values, as the language writes it."""
    label: Label | None = None
    """Text for people."""
    initial: Formula | None = None
    """Its value at the start, unless the start gives one."""


class Flow(Derived):
    """A flow."""

    name: Name
    """Its name."""
    label: Label
    """Text for people."""
    description: Label | None = None
    """Text that explains it."""
    form: Ref | None = None
    """The form whose records it works on."""
    version: Annotated[int, Field(ge=1)] = 1
    """The number of this version; running instances stay on theirs."""
    changes: Label | None = None
    """What is new in this version."""
    variables: tuple[Variable, ...] = ()
    """What an instance carries along."""
    nodes: tuple[NodeKind, ...] = ()
    """Its nodes."""
    edges: tuple[Edge, ...] = ()
    """Its edges."""
    policies: Policies = Policies()
    """What it settles as a whole."""
    diagram: Diagram | None = None
    """Where its nodes and edges are drawn."""
    kept: KeptXml | None = None
    """What the file it was imported from says beyond that."""
    file: KeptFile | None = None
    """What that file says around it, other processes and what joins them among it."""

    @model_validator(mode="after")
    def _unique(self) -> "Flow":
        for family, names in (
            ("nodes", [node.name for node in self.nodes]),
            ("edges", [edge.name for edge in self.edges]),
            ("variables", [each.name for each in self.variables]),
        ):
            twice = sorted(name for name, count in Counter(names).items() if count > 1)
            if twice:
                msg = f"several {family} are called {', '.join(twice)}: rename all but one"
                raise ValueError(msg)
        return self

    @cached_property
    def types(self) -> Mapping[str, t.Type]:
        """The types of the variables."""
        return {each.name: t.parse_type(each.type) for each in self.variables}

    @cached_property
    def plan(self) -> Plan:
        """The flow as the engine reads it."""
        return Plan(
            name=self.name,
            version=self.version,
            nodes=self.nodes,
            edges=self.edges,
            variables=self.types,
            initial={each.name: str(each.initial) for each in self.variables if each.initial is not None},
            policies=self.policies,
        )

"""`docs/reference/flows.md`: every kind of node, assignee and mode, and every verb and event, with their settings."""

from collections.abc import Iterator, Mapping

from engine_flow.assignment import ASSIGNEE_KINDS
from engine_flow.deciding import MODES
from engine_flow.flow import NODE_KINDS
from engine_flow.happening import EVENTS, VERBS
from engine_flow.node import Node
from lowcode.generation.artefact import Artefact
from lowcode.generation.markdown import code, page, table
from lowcode.kernel.spec import Spec

_HEADS = ["kind", "what it is", "settings"]
_COMMON = frozenset({"kind", *Node.model_fields, "weight", "at", "actor"})
"""What every member of a family has, said once."""


def _render() -> Mapping[str, str]:
    """Return the page of flows."""
    intro = (
        "A flow is a graph of nodes and edges. Every node has a name, a label, a description and what the file it was "
        "imported from says beyond; every event has the instant when it happens, and every verb the person who acts. "
        "What verbs mean together is said in [approval](../concepts/approval.md)."
    )
    parts = [
        "## Nodes", _table(NODE_KINDS, with_bpmn=True), "## Assignees", _table(ASSIGNEE_KINDS), "## Modes",
        _table(MODES), "## Verbs", _table(VERBS), "## Events", _table(EVENTS),
    ]  # fmt: skip
    return {"docs/reference/flows.md": page("Flows", intro, *parts)}


def _table(family: Mapping[str, type[Spec]], *, with_bpmn: bool = False) -> str:
    """Return the table of a family."""
    rows = []
    for kind, member in family.items():
        bpmn = getattr(member, "bpmn", "") if with_bpmn else ""
        about = f"{_first(member)} BPMN: {code(bpmn)}." if bpmn else _first(member)
        rows.append([code(kind), about, "; ".join(_settings(member)) or "–"])
    return table(_HEADS, rows)


def _first(member: type[Spec]) -> str:
    """Return the first paragraph of a class's docstring, on one line."""
    return " ".join((member.__doc__ or "").strip().split("\n\n")[0].split())


def _settings(member: type[Spec]) -> Iterator[str]:
    """Iterate over the settings of a kind with what they are."""
    for name in member.model_fields:
        if name not in _COMMON:
            about = " ".join(member.said().get(name, "").split())
            yield f"{code(name)} {about[:1].lower()}{about[1:].rstrip('.')}".rstrip()


artefact = Artefact("flows", _render)
"""The reference of flows."""

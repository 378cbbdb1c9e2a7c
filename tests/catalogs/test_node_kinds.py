"""Shows that the families of the engine of flows are well formed: each kind is documented, read back and in words."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from engine_flow.assignment import ASSIGNEE_KINDS
from engine_flow.deciding import MODES
from engine_flow.flow import NODE_KINDS, NodeKind
from engine_flow.happening import EVENTS, VERBS
from engine_flow.node import Node
from tests.engine_flow.every_kind import EVERY_KIND

FAMILIES: list[tuple[str, str, Any]] = [
    (family, kind, member)
    for family, catalog in (
        ("node", NODE_KINDS), ("assignee", ASSIGNEE_KINDS), ("mode", MODES), ("event", EVENTS), ("verb", VERBS),
    )
    for kind, member in catalog.items()
]  # fmt: skip


def test_the_families_hold_what_people_need() -> None:
    assert len(NODE_KINDS) == 26
    assert {"all", "any", "in_order", "vote"} == set(MODES)
    assert {"person", "role", "department_head", "manager_chain", "pool", "chosen"} < set(ASSIGNEE_KINDS)
    assert not set(VERBS) & set(EVENTS)


@pytest.mark.parametrize(("family", "kind", "member"), FAMILIES, ids=[f"{one}-{two}" for one, two, _ in FAMILIES])
def test_a_kind_says_what_it_and_each_of_its_settings_is(family: str, kind: str, member: Any) -> None:
    del family, kind
    assert member.__doc__
    for name in member.model_fields:
        assert name in {"kind", "interrupting"} or name in member.said(), name


@pytest.mark.parametrize("node", EVERY_KIND.nodes, ids=lambda node: node.name)
def test_a_node_is_read_back_as_it_was(node: Node) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(NodeKind)
    text = node.model_dump_json(by_alias=True)
    assert adapter.validate_json(text) == node
    minimal = node.model_dump_json(by_alias=True, exclude_defaults=True)
    assert adapter.validate_json(minimal) == node


@pytest.mark.parametrize("kind", NODE_KINDS)
def test_a_kind_knows_its_place(kind: str) -> None:
    member = NODE_KINDS[kind]
    assert member.bpmn
    assert kind.startswith("boundary_") == (member.role == "boundary")
    assert kind.endswith("_start") == (member.role == "start")

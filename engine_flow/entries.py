"""Entries: the variables whose values people enter with a decision, and what is wrong with what they entered."""

from collections.abc import Mapping, Sequence

from engine_flow import codes
from engine_flow.assignee_kinds.chosen import ChosenAssignee
from engine_flow.event import TypedJson
from engine_flow.node import Node
from engine_flow.turn import Turn
from engine_rules import typed_json
from engine_rules import types as t
from engine_rules.values import type_of
from lowcode.kernel.diagnostics import Diagnostic


def takes_of(node: Node | None) -> tuple[str, ...]:
    """Return the variables whose values people enter at a node, in its order; none where it names none."""
    found: tuple[str, ...] = getattr(node, "takes", ())
    return found


def wrong_entries(turn: Turn, node: Node, given: Mapping[str, TypedJson], *, needed: bool) -> Diagnostic | None:
    """Return what is wrong with what somebody entered at a node, None when nothing is.

    Only what the node takes may be given, of the variable's type. With `needed` nothing may be missing: each variable
    has to be given that has neither a value nor an initial one.
    """
    takes = takes_of(node)
    for name, typed in given.items():
        if name not in turn.plan.variables:
            return codes.UNKNOWN_VARIABLE.report(name=name)
        if name not in takes:
            return codes.NOT_TAKEN.report(path=f"/variables/{name}", name=name, known=", ".join(takes) or "–")
        wanted = turn.plan.variables[name]
        try:
            value = typed_json.read(typed)
        except (ValueError, TypeError, AttributeError):
            return codes.WRONG_ENTRY.report(path=f"/variables/{name}", name=name, type=str(wanted))
        if value is not None and not t.conforms(type_of(value), wanted):
            return codes.WRONG_ENTRY.report(path=f"/variables/{name}", name=name, type=str(wanted))
    missing = [name for name in takes if needed and _is_missing(turn, name, given)]
    return codes.ENTRY_NEEDED.report(path=f"/variables/{missing[0]}", names=", ".join(missing)) if missing else None


def wrong_choice(turn: Turn, chosen: Mapping[str, Sequence[str]]) -> Diagnostic | None:
    """Return what is wrong with whom somebody chose for later nodes, by node, None when nothing is."""
    for name, people in chosen.items():
        if name not in turn.plan.nodes:
            return codes.NO_NODE.report(node=name, known=", ".join(turn.plan.nodes))
        if not _is_chosen(turn.plan.nodes[name]):
            known = ", ".join(each.name for each in turn.plan.nodes.values() if _is_chosen(each))
            return codes.NOT_CHOSEN.report(node=name, known=known or "–")
        for person in people:
            if not turn.answers.active(person):
                return codes.NOT_ACTIVE.report(person=person)
    return None


def _is_chosen(node: Node) -> bool:
    """Return whether the people of a node are chosen by the initiator or the people before."""
    return any(isinstance(each, ChosenAssignee) for each in getattr(node, "assignees", ()))


def _is_missing(turn: Turn, name: str, given: Mapping[str, TypedJson]) -> bool:
    """Return whether a variable is left without a value that somebody has to give."""
    if name in given:
        return typed_json.read(given[name]) in (None, "") and name not in turn.plan.initial
    return turn.variables.get(name) is None and name not in turn.plan.initial

"""What whoever begins a flow by a button enters: values of variables, and people whom later steps ask."""

from collections.abc import Iterator

from engine_flow.assignee_kinds.chosen import ChosenAssignee
from engine_flow.entries import takes_of
from engine_flow.flow import Flow, Variable
from engine_flow.instance import Instance
from engine_flow.node import Node
from engine_flow.node_kinds.button_start import ButtonStart
from engine_flow.people_node import PeopleNode
from engine_rules import typed_json
from engine_rules import types as t
from engine_rules.typed_json import write
from engine_rules.values import type_of
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import Label, label
from lowcode.services.flow_codes import INPUT_MISSING, INPUT_UNKNOWN, INPUT_WRONG
from lowcode.services.flow_messages import FlowStart, StartChoice, StartInput, TaskInput


def inputs_of(flow: Flow, node: Node) -> tuple[StartInput, ...]:
    """Return the variables that a button or a step asks for, in its order."""
    declared = {one.name: one for one in flow.variables}
    return tuple(
        StartInput(name=name, label=_label(declared[name]), type=declared[name].type, needed=not declared[name].initial)
        for name in takes_of(node)
        if name in declared
    )


def entered_of(flow: Flow, node: Node, instance: Instance) -> tuple[TaskInput, ...]:
    """Return the variables that a step asks for, with the values that they have by now."""
    return tuple(TaskInput(**dict(one), value=write(instance.variables.get(one.name))) for one in inputs_of(flow, node))


def choices_of(flow: Flow, start: ButtonStart) -> tuple[StartChoice, ...]:
    """Return the steps whose people the initiator chooses: those reached before anybody else is asked."""
    found: dict[str, StartChoice] = {}
    waiting, seen = [start.name], {start.name}
    while waiting:
        for edge in flow.plan.outgoing.get(waiting.pop(), ()):
            node = flow.plan.nodes.get(edge.target)
            if node is None or node.name in seen:
                continue
            seen.add(node.name)
            if not isinstance(node, PeopleNode):
                waiting.append(node.name)
            elif any(isinstance(one, ChosenAssignee) for one in node.assignees):
                found[node.name] = StartChoice(node=node.name, label=node.label)
    return tuple(found.values())


def check_inputs(flow: Flow, start: ButtonStart, request: FlowStart) -> None:
    """Raise `Invalid` for what the button does not ask for, lacks, or cannot take."""
    wrong = list(_wrong(flow, start, request))
    if wrong:
        message = "what the flow begins with is not as it has to be"
        raise Invalid(message, wrong)


def _wrong(flow: Flow, start: ButtonStart, request: FlowStart) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with what somebody entered."""
    asked = {one.name: one for one in inputs_of(flow, start)}
    for name in request.variables:
        if name not in asked:
            known = ", ".join(asked) or "–"
            yield INPUT_UNKNOWN.report(path=f"/variables/{name}", name=name[:60], known=known)
    for name, one in asked.items():
        path = f"/variables/{name}"
        try:
            value = typed_json.read(request.variables.get(name) or {"t": "null"})
        except (ValueError, TypeError, AttributeError):
            yield INPUT_WRONG.report(path=path, name=one.label, type=one.type)
            continue
        if value in (None, ""):
            if one.needed:
                yield INPUT_MISSING.report(path=path, name=one.label)
        elif not t.conforms(type_of(value), t.parse_type(one.type)):
            yield INPUT_WRONG.report(path=path, name=one.label, type=one.type)


def _label(variable: Variable) -> Label:
    """Return what a variable is called."""
    return variable.label or label(variable.name, variable.name)

"""Which element of BPMN stands for which kind of node, in both directions."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from engine_flow.bpmn.fragments import local, space
from engine_flow.bpmn.model import MODEL

Fields = dict[str, Any]
"""The settings of a node, as plain data."""

_INITIATOR: Final = [{"kind": "initiator"}]
UNSET: Final = "unset"
"""What stands where a file leaves open what a node needs."""
EXACT: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        ("startEvent", ""), ("endEvent", ""), ("endEvent", "errorEventDefinition"),
        ("endEvent", "terminateEventDefinition"), ("userTask", ""), ("serviceTask", ""), ("businessRuleTask", ""),
        ("receiveTask", ""), ("sendTask", ""), ("callActivity", ""), ("exclusiveGateway", ""),
        ("inclusiveGateway", ""), ("parallelGateway", ""), ("eventBasedGateway", ""),
        ("intermediateCatchEvent", "timerEventDefinition"), ("intermediateCatchEvent", "messageEventDefinition"),
        ("intermediateThrowEvent", "messageEventDefinition"), ("boundaryEvent", "timerEventDefinition"),
        ("boundaryEvent", "errorEventDefinition"), ("boundaryEvent", "messageEventDefinition"),
        ("boundaryEvent", "cancelEventDefinition"),
    }
)  # fmt: skip
"""Elements whose meaning a kind of node has; others are only near to one."""
GATEWAYS: Final[Mapping[str, str]] = {
    "exclusiveGateway": "exclusive_gateway", "inclusiveGateway": "inclusive_gateway",
    "parallelGateway": "parallel_gateway", "eventBasedGateway": "event_gateway", "complexGateway": "inclusive_gateway",
}  # fmt: skip
DEFINITIONS: Final[Mapping[str, str]] = {
    "timer": "timerEventDefinition", "boundary_timer": "timerEventDefinition",
    "schedule_start": "timerEventDefinition", "message_wait": "messageEventDefinition",
    "message_throw": "messageEventDefinition", "boundary_message": "messageEventDefinition",
    "webhook_start": "messageEventDefinition", "error_end": "errorEventDefinition",
    "boundary_error": "errorEventDefinition", "boundary_cancel": "cancelEventDefinition",
    "terminate_end": "terminateEventDefinition",
}  # fmt: skip
"""The event definition of each kind of event, for files of our own."""


def slug(text: str) -> str:
    """Return a text as a name: lower case letters, digits and `_`, at most 40 of them, beginning with a letter."""
    word = re.sub(r"[^a-z0-9_]+", "_", text.lower()).strip("_")
    return (word if re.match(r"[a-z]", word) else f"n_{word}".rstrip("_"))[:40]


def definition_of(node: Any) -> Any:
    """Return the event definition of an element, None without one."""
    return next((part for part in node if local(part).endswith("EventDefinition") and space(part) == MODEL), None)


def fields_of(node: Any, messages: Mapping[str, str]) -> Fields | None:
    """Return the kind and settings of the node that an element stands for, None when it stands for none.

    `messages` gives the names of the document's messages and the codes of its errors by identifier.
    """
    maker = _MAKERS.get(local(node))
    return None if maker is None else maker(node, messages)


def _gateway(node: Any, _messages: Mapping[str, str]) -> Fields:
    return {"kind": GATEWAYS[local(node)]}


def _start(_node: Any, _messages: Mapping[str, str]) -> Fields:
    return {"kind": "button_start"}


def _end(node: Any, messages: Mapping[str, str]) -> Fields:
    kind = local(definition_of(node)) if definition_of(node) is not None else ""
    if kind == "errorEventDefinition":
        return {"kind": "error_end", "error": _referred(definition_of(node), "errorRef", messages) or UNSET}
    return {"kind": "terminate_end"} if kind == "terminateEventDefinition" else {"kind": "end"}


def _work(_node: Any, _messages: Mapping[str, str]) -> Fields:
    return {"kind": "user_task", "assignees": _INITIATOR}


def _service(_node: Any, _messages: Mapping[str, str]) -> Fields:
    return {"kind": "service_task", "effect": {"kind": UNSET}}


def _rule(_node: Any, _messages: Mapping[str, str]) -> Fields:
    return {"kind": "rule_task", "decision": UNSET, "result": UNSET}


def _call(node: Any, _messages: Mapping[str, str]) -> Fields:
    called = node.get("calledElement") or (node.get("id") if local(node) != "callActivity" else None)
    return {"kind": "call_activity", "flow": slug((called or UNSET).rpartition(":")[2]) or UNSET}


def _send(node: Any, messages: Mapping[str, str]) -> Fields:
    part = definition_of(node)
    return {"kind": "message_throw", "message": _message(node if part is None else part, node, messages)}


def _receive(node: Any, messages: Mapping[str, str]) -> Fields:
    part = definition_of(node)
    if local(part) == "timerEventDefinition" if part is not None else False:
        return {"kind": "timer", "moment": _moment(part)}
    return {"kind": "message_wait", "message": _message(node if part is None else part, node, messages)}


def _boundary(node: Any, messages: Mapping[str, str]) -> Fields:
    part = definition_of(node)
    kind = local(part) if part is not None else ""
    interrupting = {"interrupting": node.get("cancelActivity", "true") != "false"}
    if kind == "timerEventDefinition":
        return {"kind": "boundary_timer", "moment": _moment(part), **interrupting}
    if kind == "errorEventDefinition":
        return {"kind": "boundary_error", "error": _referred(part, "errorRef", messages)}
    if kind == "cancelEventDefinition":
        return {"kind": "boundary_cancel"}
    message = _message(node if part is None else part, node, messages)
    return {"kind": "boundary_message", "message": message, **interrupting}


def _referred(part: Any, attribute: str, messages: Mapping[str, str]) -> str | None:
    """Return the name of what an attribute refers to."""
    reference = (part.get(attribute) or "").rpartition(":")[2]
    return messages.get(reference, reference) or None


def _message(part: Any, node: Any, messages: Mapping[str, str]) -> str:
    """Return the name of an event's message, else that of the event."""
    found = _referred(part, "messageRef", messages) or _referred(part, "signalRef", messages)
    return found or node.get("name") or UNSET


def _moment(part: Any) -> Fields:
    """Return when a timer fires; at once when the file does not say it in a way that is known here."""
    for child in part:
        text = (child.text or "").strip()
        if text and local(child) == "timeDuration" and '"' not in text:
            return {"after": f'"{text}"'}
        if text and local(child) == "timeDate" and '"' not in text:
            return {"until": f'date and time("{text}")'}
    return {"after": '"PT0S"'}


_MAKERS: Final[Mapping[str, Callable[[Any, Mapping[str, str]], Fields]]] = {
    **dict.fromkeys(GATEWAYS, _gateway),
    "startEvent": _start,
    "endEvent": _end,
    **dict.fromkeys(("task", "userTask", "manualTask"), _work),
    **dict.fromkeys(("serviceTask", "scriptTask"), _service),
    "businessRuleTask": _rule,
    **dict.fromkeys(("callActivity", "subProcess", "transaction", "adHocSubProcess"), _call),
    **dict.fromkeys(("sendTask", "intermediateThrowEvent"), _send),
    **dict.fromkeys(("receiveTask", "intermediateCatchEvent"), _receive),
    "boundaryEvent": _boundary,
}

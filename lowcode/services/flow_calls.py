"""`FlowCalls`: what buttons, rules and flows want of flows: start one, end those of a record, send a message."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import UUID

from lowcode.kernel.errors import Conflict, Invalid
from lowcode.services.flow_codes import ALREADY_RUNNING, CIRCLE
from lowcode.services.flow_effects import DEEPEST, send, typed, value_of
from lowcode.services.flow_steps import NewInstance, Steps
from lowcode.services.flow_verbs import refused
from lowcode.services.flows import Flows, end
from lowcode.store.statement import Connection, Statement

_OF_RECORD: Final = Statement(
    """
    SELECT id FROM flow_instance
    WHERE record_id = :record_id AND app = :app AND ended_at IS NULL AND caller IS NULL
        AND (CAST(:flow AS text) IS NULL OR flow = :flow)
    ORDER BY id
    """
)
"""The runs of flows that are under way for a record."""

Last = Callable[[Connection, Any], Awaitable[None]]
"""What ends the transaction, with what came of it."""


class FlowCalls:
    """Does what is wanted of flows, each call in one transaction."""

    def __init__(self, flows: Flows) -> None:
        """Take the use cases of flows."""
        self._flows = flows

    async def work(self, asked: Mapping[str, Any], last: Last) -> dict[str, Any]:
        """Do what is asked, and return which instances it concerned. Raises as starting a flow does."""
        work = {
            "start_flow": self._start,
            "cancel_flow": self._cancel,
            "send_message": self._send,
        }[asked["call"]]

        async def whole(steps: Steps) -> dict[str, Any]:
            found = await work(steps, asked)
            await last(steps.connection, found)
            return found

        return await self._flows.transaction(whole)

    async def _start(self, steps: Steps, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Begin a flow.

        Raises `Conflict` when it is under way for the record, `Invalid` when flows begin each other for ever.
        """
        depth = int(asked["cause"].get("depth", -1)) + 1
        if depth > DEEPEST:
            message = "flows start each other without end"
            raise Invalid(message, [CIRCLE.report(limit=DEEPEST)])
        flows, _ = await self._flows.app(steps.connection, asked["app"])
        flow = flows.flow(asked["flow"] or "")
        record: UUID | None = asked["record_id"] if flow.form is not None else None
        if record is not None:
            await self._flows.alone(steps.connection, flows.name, flow.name, record)
            if await self._flows.running(steps.connection, flows.name, flow.name, record) is not None:
                message = "the flow is under way for this record"
                raise Conflict(message, [ALREADY_RUNNING.report(flow=flow.label)])
        kinds = {getattr(node, "kind", ""): node.name for node in reversed(flow.plan.starts)}
        node = (
            asked["node"] or kinds.get("called_start") or kinds.get("button_start") or next(iter(kinds.values()), None)
        )
        values = {
            name: typed(one) for name, one in asked["variables"].items() if name in flow.types and one is not None
        }
        start = {"node": node, "variables": values}
        held, step = await steps.start(NewInstance(flows, flow, asked["account_id"], record, start, depth=depth))
        if step.refused is not None:
            raise refused(step.refused, held.instance, held.company, None, None)
        return {"instances": [str(held.id)]}

    async def _cancel(self, steps: Steps, asked: Mapping[str, Any]) -> dict[str, Any]:
        """End the runs of a record."""
        values = {"record_id": asked["record_id"], "app": asked["app"], "flow": asked["flow"]}
        found = [row["id"] for row in await _OF_RECORD.rows(steps.connection, **values)]
        for id_ in found:
            await end(steps, await steps.held(id_), "effect", asked["reason"] or None)
        return {"instances": [str(id_) for id_ in found]}

    async def _send(self, steps: Steps, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Let flows go on that wait for a message."""
        values = {name: value_of(one) for name, one in asked["values"].items()}
        count = await send(steps, asked["app"], asked["message"], asked["about"], values, asked["key"])
        return {"count": count}

"""`FlowEffects`: carries out what steps of flows ask for: runs of other flows, messages, notices, and the catalog."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace

from engine_flow.codes import NOT_NOW
from engine_flow.flow import Flow
from engine_flow.node_kinds.service_task import ServiceTask
from engine_flow.step import EffectRequest
from engine_rules import typed_json
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import LowcodeError, NotFound
from lowcode.services.causes import cause_of
from lowcode.services.flow_catalog import carry_out, put_aside, waits_for
from lowcode.services.flow_codes import CIRCLE
from lowcode.services.flow_notices import notices_of, notify
from lowcode.services.flow_steps import Held, NewInstance, Steps, typed_values
from lowcode.store import flows as store
from lowcode.store.flows import uuids

DEEPEST: Final = 20
"""How many flows may lead to each other in a row."""


class FlowEffects:
    """Carries out the effects of steps, each once: a step is written once, and its effects with it."""

    async def __call__(self, steps: Steps, held: Held, effect: EffectRequest) -> None:
        """Carry out an effect, or put down the job that will; the answer becomes an event."""
        if effect.kind == "notify" and "reason" in effect.arguments:
            await notify(steps.connection, held, effect.arguments)
        elif effect.kind == "start_flow" and "position" in effect.arguments:
            await self._call(steps, held, effect)
        elif effect.kind == "cancel_flow" and "position" in effect.arguments:
            await self._cancel(steps, held, effect)
        elif effect.kind == "send_message" and effect.node in held.flow.plan.nodes and not waits_for(held, effect):
            await self._send(steps, held, effect.arguments, effect.key)
        elif effect.kind == "child_ended":
            await self._ended(steps, effect.arguments)
        else:
            await self._from_catalog(steps, held, effect)

    def notices(self, held: Held, effects: Sequence[EffectRequest]) -> list[dict[str, Any]]:
        """Return whom effects tell what that do nothing else, as rows of an instance."""
        return notices_of(held, effects)

    async def _call(self, steps: Steps, held: Held, effect: EffectRequest) -> None:
        """Begin a run that the flow calls; when it cannot begin the flow is told so, or administrators when it goes on.

        What a run refuses as a whole in its first steps refuses what led to the call as well: half of a run would
        stay behind otherwise.
        """
        asked = effect.arguments
        place = {"token": effect.token, "visit": asked["visit"], "position": asked["position"]}
        try:
            flow = held.app.flow(asked["flow"])
        except NotFound as error:
            problem: Diagnostic | None = error.diagnostics[0]
        else:
            problem = await self._begin(steps, held, flow, asked, place)
        if problem is None:
            return
        if asked["wait"]:
            steps.then(held.id, {"kind": "child_ended", **place, "status": "failed", "error": problem.text()})
        elif problem.code != NOT_NOW.code:
            wanted = {"flow": asked["flow"], "variables": dict(asked["values"])}
            await put_aside(steps.connection, held, replace(effect, arguments=wanted))

    async def _begin(
        self, steps: Steps, held: Held, flow: Flow, asked: Mapping[str, Any], place: Mapping[str, Any]
    ) -> Diagnostic | None:
        """Begin a run, and return why it did not."""
        if held.row.depth >= DEEPEST:
            return CIRCLE.report(limit=DEEPEST)
        starts = {getattr(node, "kind", ""): node.name for node in flow.plan.starts}
        node = starts.get("called_start") or next(iter(starts.values()), None)
        values = {name: value for name, value in asked["values"].items() if name in flow.types}
        same = held.app.form_of(flow) == held.app.form_of(held.flow)
        _, step = await steps.start(
            NewInstance(
                held.app,
                flow,
                held.row.initiator,
                held.row.record_id if same else None,
                {"node": node, "variables": typed_values(values)},
                caller={"instance": str(held.id), **place} if asked["wait"] else None,
                parent=held.id,
                position=int(asked["position"]),
                depth=held.row.depth + 1,
            )
        )
        return step.refused

    async def _cancel(self, steps: Steps, held: Held, effect: EffectRequest) -> None:
        """Let the runs end that the flow has called and waits for no more."""
        position = int(effect.arguments["position"])
        found = await store.instance_ids(steps.connection, store.CHILDREN, caller=held.id, position=position)
        for id_ in found:
            # The run's row may be held by somebody who waits for this one: a worker ends it.
            await steps.later(id_, {"kind": "cancel", "token": effect.token}, f"{effect.key}:{id_}")

    async def _send(self, steps: Steps, held: Held, asked: Mapping[str, Any], key: str) -> None:
        """Tell the flows that wait for a message."""
        await send(steps, held.row.app, str(asked["message"]), asked.get("key"), asked.get("values") or {}, key)

    async def _ended(self, steps: Steps, asked: Mapping[str, Any]) -> None:
        """Tell the flow that called how its run ended."""
        found = uuids([str(asked["instance"])])
        event = {
            "kind": "child_ended",
            "token": asked["token"],
            "visit": asked["visit"],
            "position": asked["position"],
            "status": asked["status"],
            "error": asked["error"],
            "values": typed_values(asked["values"]),
        }
        for id_ in found:
            if steps.holds(id_):
                steps.then(id_, event)
            else:
                await steps.later(id_, event)

    async def _from_catalog(self, steps: Steps, held: Held, effect: EffectRequest) -> None:
        """Carry out an effect of the catalog; one that fails changes nothing besides telling the flow."""
        try:
            async with steps.connection.transaction():
                outcome = await carry_out(steps, held, effect)
        except LowcodeError as error:
            if refuses(held, effect):
                raise
            if waits_for(held, effect):
                steps.then(held.id, {"kind": "effect_failed", "key": effect.key, "cause": cause_of(error)})
            else:
                await put_aside(steps.connection, held, effect)
            return
        held.record = None
        if outcome.state == "done":
            steps.then(held.id, {"kind": "effect_done", "key": effect.key, "result": typed(outcome.result)})


def refuses(held: Held, effect: EffectRequest) -> bool:
    """Return whether the flow wants what led to an effect that fails to be refused as a whole."""
    node = held.flow.plan.nodes.get(effect.node)
    return isinstance(node, ServiceTask) and node.on_failure == "refuse"


async def send(
    steps: Steps, app: str, message: str, about: object, values: Mapping[str, Any], key: str | None = None
) -> int:
    """Let the flows of an app go on that wait for a message which speaks of something, and return how many they are.

    Each is told by a job of its own, since somebody may be working on it at this moment.
    """
    speaks = None if about is None else str(about)
    found = await store.instance_ids(steps.connection, store.WAITING, message=message, key=speaks, app=app)
    event = {"kind": "message", "message": message, "key": speaks, "values": typed_values(values)}
    for id_ in found:
        await steps.later(id_, event, None if key is None else f"{key}:{id_}")
    return len(found)


def typed(plain: Any) -> Any:
    """Return JSON as a typed value of the language, None for nothing."""
    return None if plain is None else typed_json.write(value_of(plain))


def value_of(plain: Any) -> Value:
    """Return JSON as a value of the language."""
    if isinstance(plain, dict):
        return {str(name): value_of(one) for name, one in plain.items()}
    if isinstance(plain, list):
        return [value_of(one) for one in plain]
    if isinstance(plain, int | float) and not isinstance(plain, bool):
        return Decimal(str(plain))
    return plain

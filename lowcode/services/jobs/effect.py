"""Carry out an effect that leaves the database, and note what came of it once."""

from typing import Any, ClassVar, Final

from lowcode.services.causes import kept_cause
from lowcode.services.effect_kind import Doing
from lowcode.services.effect_order import EffectOrder, plain
from lowcode.services.effect_work import EFFECT_WORK, Effects
from lowcode.services.flow_leavings import leave
from lowcode.services.flow_steps import EVENT_JOB, EVENT_TRIES
from lowcode.services.job_kind import JobKind, JobRefused, Running
from lowcode.store.jobs import HIGH, NewJob, enqueue
from lowcode.store.statement import Connection


class EffectJob(JobKind[EffectOrder]):
    """Whatever was done before the worker died may be done again: receivers know it by its key."""

    kind = "effect"
    arguments = EffectOrder
    timeout: ClassVar[float] = 300.0
    priority: ClassVar[int] = HIGH

    async def run(self, running: Running, arguments: EffectOrder) -> Any:
        """Return what came of it; the flow that waits is told in the same transaction."""
        effects = Effects(running.tools)
        if arguments.kind not in EFFECT_WORK:
            message = f"there is no effect {arguments.kind}"
            raise JobRefused(message)
        doing = Doing(running.tools, arguments, await effects.actor(arguments))
        result = plain(await EFFECT_WORK[arguments.kind].carry_out(doing))
        async with running.tools.database.transaction() as connection:
            await effects.ended(connection, arguments.key, result)
            await _answer(connection, arguments, {"event": "effect_done", "result": result})
            await running.done(connection, result)
        return result

    async def given_up(
        self, connection: Connection, running: Running, arguments: EffectOrder, error: dict[str, Any]
    ) -> None:
        """Note that it failed, and tell the flow that waits, or those who look after what waits for nobody."""
        await Effects(running.tools).ended(connection, arguments.key, error=error)
        told = {
            "event": "effect_failed",
            "error": error["code"],
            "cause": kept_cause(error).model_dump(mode="json", by_alias=True),
        }
        await _answer(connection, arguments, told)
        if arguments.on_done is None and not await leave(
            running, connection, arguments.cause, arguments.key, kept_cause(error)
        ):
            await super().given_up(connection, running, arguments, error)


async def _answer(connection: Connection, order: EffectOrder, told: dict[str, Any]) -> None:
    """Put down the job that tells a flow what came of its effect."""
    if order.on_done is not None:
        lane = order.on_done.get("lane")
        arguments = {**{name: one for name, one in order.on_done.items() if name != "lane"}, "key": order.key, **told}
        await enqueue(connection, NewJob(EVENT_JOB, arguments, lane=lane, priority=HIGH, max_attempts=EVENT_TRIES))


EFFECT: Final = EffectJob()
"""The kind."""

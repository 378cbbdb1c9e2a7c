"""Do what a flow wanted without waiting for it, and what failed at once; in vain, it becomes an incident."""

from typing import Any, ClassVar, Final

from lowcode.services.causes import kept_cause
from lowcode.services.effect_order import EffectOrder
from lowcode.services.effect_work import Effects
from lowcode.services.flow_leavings import leave
from lowcode.services.job_kind import JobKind, Running
from lowcode.store.jobs import HIGH
from lowcode.store.statement import Connection


class FlowAsideJob(JobKind[EffectOrder]):
    """Does it in one transaction with the end of the job."""

    kind = "flow_aside"
    arguments = EffectOrder
    priority: ClassVar[int] = HIGH

    async def run(self, running: Running, arguments: EffectOrder) -> Any:
        """Return what came of it."""
        async with running.tools.database.transaction() as connection:
            outcome = await Effects(running.tools).carry_out(connection, arguments)
            await running.done(connection, outcome.result)
        return outcome.result

    async def given_up(
        self, connection: Connection, running: Running, arguments: EffectOrder, error: dict[str, Any]
    ) -> None:
        """Leave an incident on the instance that wanted it."""
        await leave(running, connection, arguments.cause, arguments.key, kept_cause(error))


FLOW_ASIDE: Final = FlowAsideJob()
"""The kind."""

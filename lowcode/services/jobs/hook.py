"""Let the flows of an app know that another system has called."""

from typing import Any, ClassVar, Final

from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.store.jobs import HIGH, NewJob, enqueue


class HookArguments(Message):
    """What another system said."""

    app: str
    """The app whose address was called."""
    name: str
    """The name of the address."""
    body: Any = None
    """What was said: JSON, or a text."""
    at: str = ""
    """When, as ISO text."""


class HookJob(JobKind[HookArguments]):
    """Hands it on to the flows, in order for each address."""

    kind = "hook"
    arguments = HookArguments
    priority: ClassVar[int] = HIGH

    async def run(self, running: Running, arguments: HookArguments) -> dict[str, Any]:
        """Put down the job of the flows, and return its id."""
        told = {"call": "webhook", **arguments.model_dump(mode="json"), "key": f"hook/{running.id}"}
        async with running.tools.database.transaction() as connection:
            job = NewJob("flow_call", told, key=f"hook/{running.id}", priority=HIGH)
            (job_id,) = await enqueue(connection, job)
            result = {"job": str(job_id)}
            await running.done(connection, result)
        return result


HOOK: Final = HookJob()
"""The kind."""

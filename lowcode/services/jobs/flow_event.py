"""Let something happen to an instance of a flow: a timer, a message, the end of an effect or of a called flow.

Events of different instances are worked together, with one commit for all.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import Label
from lowcode.services.causes import kept_cause
from lowcode.services.flow_effects import typed
from lowcode.services.flow_losses import put_down
from lowcode.services.flow_steps import EVENT_TRIES
from lowcode.services.flows import Flows
from lowcode.services.job_kind import JobKind, Running, done_together
from lowcode.services.message import Message
from lowcode.store import jobs
from lowcode.store.statement import Connection


class FlowEventArguments(Message):
    """What happens to which instance."""

    instance: UUID
    """The instance."""
    event: dict[str, Any] | Literal["effect_done", "effect_failed"]
    """The event as the engine reads it, without its time; `{"kind": "cancel"}` from whoever called the run; or the
    answer to an effect, of which the further settings tell."""
    key: str = ""
    """The effect that is answered."""
    result: Any = None
    """What came of it, as JSON."""
    error: str = "effect_failed"
    """The kind of mistake, which an error boundary compares."""
    cause: Label | str = ""
    """What went wrong."""

    def document(self) -> dict[str, Any]:
        """Return the event as the engine reads it."""
        if isinstance(self.event, dict):
            return self.event
        told = {"kind": self.event, "key": self.key}
        if self.event == "effect_done":
            return {**told, "result": typed(self.result)}
        return {**told, "error": self.error, "cause": self.cause}


class FlowEventJob(JobKind[FlowEventArguments]):
    """Works one event, and is done in the same transaction."""

    kind = "flow_event"
    arguments = FlowEventArguments
    priority: ClassVar[int] = jobs.HIGH
    max_attempts: ClassVar[int] = EVENT_TRIES
    together: ClassVar[int] = 50

    async def run_together(self, some: Sequence[tuple[Running, FlowEventArguments]]) -> None:
        """Work the events of those instances that nobody holds."""

        async def last(connection: Connection, worked: Sequence[int]) -> None:
            await done_together(connection, [some[at][0] for at in worked])

        events = [(arguments.instance, arguments.document()) for _, arguments in some]
        await Flows(some[0][0].tools).happen_together(events, last)

    async def run(self, running: Running, arguments: FlowEventArguments) -> dict[str, Any] | None:
        """Work the event; one that comes too late does nothing."""

        async def last(connection: Connection) -> None:
            await running.done(connection)

        try:
            await Flows(running.tools).happen(arguments.instance, arguments.document(), last)
        except NotFound:
            # The instance is gone: nobody waits for the event.
            return {"gone": True}
        return None

    async def given_up(
        self, connection: Connection, running: Running, arguments: FlowEventArguments, error: dict[str, Any]
    ) -> None:
        """Leave an incident on the instance, which would wait for ever in silence."""
        company = await Flows(running.tools).steps(connection).company()
        event = arguments.document()
        await put_down(connection, company, running.id, arguments.instance, event, kept_cause(error))


FLOW_EVENT: Final = FlowEventJob()
"""The kind."""

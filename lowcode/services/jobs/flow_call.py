"""Let buttons, rules and flows do something with flows: start one, end those of a record, send a message."""

from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field

from lowcode.services.causes import kept_cause
from lowcode.services.flow_calls import FlowCalls
from lowcode.services.flow_leavings import leave
from lowcode.services.flows import Flows
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.store import jobs
from lowcode.store.statement import Connection


class FlowCallArguments(Message):
    """What is wanted of which flows."""

    call: Literal["start_flow", "cancel_flow", "send_message"]
    """What is wanted."""
    app: str
    """The app."""
    key: str
    """Names the call for ever."""
    flow: str | None = None
    """Which flow."""
    form: str | None = None
    """The form of the record."""
    record_id: UUID | None = None
    """The record."""
    account_id: UUID | None = None
    """Who wants it."""
    cause: dict[str, Any] = Field(default_factory=dict)
    """What led to it."""
    variables: dict[str, Any] = Field(default_factory=dict)
    """What the variables of the flow begin with, as JSON."""
    message: str = ""
    """The name of the message."""
    about: Any = None
    """What the message speaks of."""
    values: dict[str, Any] = Field(default_factory=dict)
    """What it brings, as JSON."""
    node: str | None = None
    """At which start, when it is not the one for calls."""
    reason: str = ""
    """Why flows are ended."""


class FlowCallJob(JobKind[FlowCallArguments]):
    """Does what is wanted, in one transaction with the end of the job."""

    kind = "flow_call"
    arguments = FlowCallArguments
    priority: ClassVar[int] = jobs.HIGH

    async def run(self, running: Running, arguments: FlowCallArguments) -> dict[str, Any]:
        """Return which instances it concerned."""
        calls = FlowCalls(Flows(running.tools))
        return await calls.work(arguments.model_dump(), running.done)

    async def given_up(
        self, connection: Connection, running: Running, arguments: FlowCallArguments, error: dict[str, Any]
    ) -> None:
        """Leave an incident on the instance whose step wanted it; of what others want administrators are told."""
        if not await leave(running, connection, arguments.cause, arguments.key, kept_cause(error)):
            await super().given_up(connection, running, arguments, error)


FLOW_CALL: Final = FlowCallJob()
"""The kind."""

"""`FlowIncidents`: several incidents of flows at once, as after a system that flows call was down for a night."""

from typing import Literal
from uuid import UUID

import pydantic

from lowcode.kernel import clock
from lowcode.kernel.errors import LowcodeError
from lowcode.kernel.names import Label
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.causes import cause_of
from lowcode.services.flow_messages import VerbRequest
from lowcode.services.flows import Flows
from lowcode.services.message import Message
from lowcode.store import task_lists


class IncidentKey(Message):
    """An incident."""

    instance: UUID
    """The instance in which something went wrong."""
    key: str = pydantic.Field(min_length=1, max_length=300)
    """What the instance calls it."""


class IncidentsRequest(Message):
    """What is to be done about some incidents."""

    verb: Literal["retry", "skip"]
    """Whether what failed is tried again, or left out."""
    incidents: tuple[IncidentKey, ...] = pydantic.Field(min_length=1, max_length=200)
    """The incidents."""
    opinion: str | None = pydantic.Field(default=None, max_length=2_000)
    """Why they are left out, for the journal."""


class IncidentRefusal(Message):
    """An incident about which nothing could be done."""

    instance: UUID
    """The instance."""
    key: str
    """What it calls the incident."""
    cause: Label
    """Why not."""


class IncidentsReport(Message):
    """What came of it."""

    done: int
    """About how many something was done."""
    again: int
    """In how many instances something went wrong again at once; what is done by jobs is seen later."""
    refused: tuple[IncidentRefusal, ...] = ()
    """Those about which nothing could be done, as somebody else was faster."""


class FlowIncidents:
    """The use cases of several incidents at once."""

    def __init__(self, flows: Flows) -> None:
        """Take the use cases of flows."""
        self._flows = flows

    async def resolve(self, actor: Actor, request: IncidentsRequest) -> IncidentsReport:
        """Retry or skip incidents, each in a transaction of its own, with a line in its journal; for administrators."""
        actor.require(ADMINISTRATOR)
        begun = clock.now()
        refused = []
        more = {"opinion": request.opinion} if request.verb == "skip" and request.opinion else {}
        for one in request.incidents:
            verb = VerbRequest.model_validate({"verb": {"kind": request.verb, "incident": one.key, **more}})
            try:
                await self._flows.act(actor, one.instance, verb)
            except LowcodeError as error:
                refused.append(IncidentRefusal(instance=one.instance, key=one.key, cause=cause_of(error)))
        instances = [one.instance for one in request.incidents]
        async with self._flows.database.connection() as connection:
            again = await task_lists.INCIDENTS_SINCE.value(connection, instances=instances, since=begun)
        done = len(request.incidents) - len(refused)
        return IncidentsReport(done=done, again=again, refused=tuple(refused))

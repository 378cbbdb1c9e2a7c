"""`Inbox`: what people are asked for, what they decided, what they began, and how flows get on."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import pydantic

from engine_flow.entries import takes_of
from engine_flow.node import Node
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Label, Name, label
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.flow_app import FlowApp
from lowcode.services.flow_codes import CURSOR_WRONG
from lowcode.services.flow_messages import IncidentPage, IncidentPlace, IncidentView, InstanceEntry, InstancePage
from lowcode.services.flows import Flows
from lowcode.services.message import Message
from lowcode.store import task_lists as store
from lowcode.store.statement import Connection
from lowcode.store.task_lists import TaskList, Wanted, WantedInstances

MOST: int = 200
"""The most of one page."""
BEGINNING: Final = label("Submission", "发起环节")
"""What a start without a name is called to people."""


class TaskQuery(Message):
    """Which tasks of a list."""

    list: TaskList = "mine"
    """`mine`, `pool`, `done` or `copies`."""
    app: Name | None = None
    """Only those of an app."""
    flow: Name | None = None
    """Only those of a flow."""
    form: str | None = pydantic.Field(default=None, max_length=130)
    """Only those about records of a form, as `crm.lead`."""
    kind: Literal["approval", "work", "question", "copy"] | None = None
    """Only those that ask for this."""
    search: str = pydantic.Field(default="", max_length=200)
    """What the title of the record contains."""
    unread: bool = False
    """Only those that were not looked at."""
    overdue: bool = False
    """Only those whose time limit has passed."""
    oldest_first: bool = False
    """Whether the list begins with the oldest."""
    after: str | None = pydantic.Field(default=None, max_length=500)
    """Where the list goes on."""
    limit: int = pydantic.Field(default=50, ge=1, le=MOST)
    """How many at most."""


class TaskEntry(Message):
    """A task in a list."""

    id: UUID
    """Its key."""
    instance: UUID
    """The instance that asks."""
    app: Name
    """The app."""
    flow: Name
    """The flow."""
    label: Label
    """What the flow is called."""
    node: Name
    """The step."""
    node_label: Label
    """What the step is called."""
    kind: str
    """What is asked: `approval`, `work`, `copy` or `question`."""
    state: str
    """Where it stands."""
    form: str | None
    """The form of the record, as `crm.lead`."""
    record: UUID | None
    """The record."""
    title: str
    """What the record is called."""
    initiator: UUID | None
    """Who began it."""
    initiator_name: str
    """How they are called."""
    principal: UUID | None = None
    """For whom the person stands in."""
    opened_at: datetime
    """Since when."""
    due_at: datetime | None
    """The next time limit."""
    read_at: datetime | None
    """When it was looked at first."""
    closed_at: datetime | None
    """When it ended."""
    outcome: str | None
    """How."""
    outcome_label: Label | None = None
    """What the flow calls that, where it is one of its own."""
    opinion: str | None
    """What was said."""
    urged: int
    """How often the person was urged."""
    status: str
    """Where the instance stands."""
    bulk: bool = False
    """Whether it can be approved with others at once."""
    returned: bool = False
    """Whether the flow was sent back to whoever began it."""


class TaskPage(Message):
    """Some tasks of a list."""

    tasks: tuple[TaskEntry, ...]
    """The tasks."""
    next: str | None = None
    """Where the list goes on."""


class TaskCounts(Message):
    """How many tasks somebody has; up to 1,000 each."""

    mine: int
    """Those that wait for them."""
    pool: int
    """Those that they might claim."""
    copies: int
    """Copies that they have not read."""


class InstanceQuery(Message):
    """Which instances."""

    scope: Literal["started", "all"] = "started"
    """Those that one began oneself, or all, for administrators."""
    app: Name | None = None
    """Only those of an app."""
    flow: Name | None = None
    """Only those of a flow."""
    status: (
        Literal["running", "suspended", "over", "completed", "rejected", "withdrawn", "terminated", "failed"] | None
    ) = None
    """Only those that stand there."""
    search: str = pydantic.Field(default="", max_length=200)
    """What the title of the record contains."""
    incidents: bool = False
    """Only those in which something went wrong."""
    person: UUID | None = None
    """Only those that somebody began, or that wait for them."""
    node: Name | None = None
    """Only those that wait for people at a step."""
    asked: UUID | None = None
    """Only those that wait for somebody."""
    overdue: bool = False
    """Only those that wait for somebody whose time limit has passed."""
    ended: int | None = pydantic.Field(default=None, ge=0, le=3650)
    """Only those that ended within so many days."""
    days: int | None = pydantic.Field(default=None, ge=0, le=3650)
    """Only those that began so many days ago, or earlier."""
    archived: bool = False
    """Those in the archive, where they are some time after their end, instead of the others."""
    after: UUID | None = None
    """Where the list goes on."""
    limit: int = pydantic.Field(default=50, ge=1, le=MOST)
    """How many at most."""


class IncidentQuery(Message):
    """Which incidents."""

    app: Name | None = None
    """Only those of an app."""
    flow: Name | None = None
    """Only those of a flow."""
    node: Name | None = None
    """Only those at a step."""
    after: str | None = pydantic.Field(default=None, max_length=500)
    """Where the list goes on."""
    limit: int = pydantic.Field(default=50, ge=1, le=MOST)
    """How many at most."""


class Inbox:
    """The lists of tasks and instances of one workspace."""

    def __init__(self, flows: Flows) -> None:
        """Take the use cases of flows."""
        self._flows = flows
        self._database = flows.database

    async def tasks(self, actor: Actor, query: TaskQuery) -> TaskPage:
        """Return tasks of the actor's, in pages."""
        actor.require_scope("read")
        now = clock.now()
        wanted = Wanted(
            actor.account, query.app, query.flow, query.kind, query.search, query.unread,
            now if query.overdue else None, query.oldest_first, _place(query.after), query.limit, query.form,
        )  # fmt: skip
        async with self._database.connection() as connection:
            rows, more = store.page(await store.tasks(connection, query.list, wanted), query.limit)
            entries = tuple([await self._entry(connection, row) for row in rows])
        time = "closed_at" if query.list == "done" else "opened_at"
        return TaskPage(tasks=entries, next=_cursor(rows[-1][time], rows[-1]["id"]) if more else None)

    async def counts(self, actor: Actor) -> TaskCounts:
        """Return how many tasks the actor has."""
        actor.require_scope("read")
        async with self._database.connection() as connection:
            row: Any = await store.COUNTS.row(connection, account=actor.account)
        return TaskCounts(mine=row["mine"], pool=row["pool"], copies=row["copies"])

    async def _entry(self, connection: Connection, row: Any) -> TaskEntry:
        """Return a row as a task in a list."""
        app = await self._app(connection, row["app"], row["version"])
        flow = app.flows.get(row["flow"]) if app is not None else None
        node = flow.plan.nodes.get(row["node"]) if flow is not None else None
        policies = getattr(node, "policies", None)
        plain = policies is None or not (
            takes_of(node)
            or policies.signature
            or policies.opinion == "required"
            or "required" in policies.fields.values()
        )
        return TaskEntry(
            id=row["id"],
            instance=row["instance_id"],
            app=row["app"],
            flow=row["flow"],
            label=flow.label if flow is not None else label(row["flow"], row["flow"]),
            node=row["node"],
            node_label=step_label(node, row["node"]),
            returned=node is not None and node.role == "start",
            kind=row["kind"],
            state=row["state"],
            form=row["form"],
            record=row["record_id"],
            title=row["title"],
            initiator=row["initiator"],
            initiator_name=row["initiator_name"] or "",
            principal=row["principal_id"],
            opened_at=row["opened_at"],
            due_at=row["due_at"],
            read_at=row["read_at"],
            closed_at=row["closed_at"],
            outcome=row["outcome"],
            outcome_label=next(
                (one.label for one in getattr(node, "outcomes", ()) if one.name == row["outcome"]), None
            ),
            opinion=row["opinion"],
            urged=row["urged"],
            status=row["status"],
            bulk=row["kind"] == "approval"
            and (row["state"], row["status"]) == ("open", "running")
            and plain
            and not row["waited_for"],
        )

    async def _app(self, connection: Connection, name: str, version: int) -> FlowApp | None:
        """Return a version of an app, None when it is gone."""
        try:
            return await self._flows.caches.apps.of(connection, name, version)
        except NotFound:
            return None

    # --- instances ----------------------------------------------------------------------------------------------------

    async def instances(self, actor: Actor, query: InstanceQuery) -> InstancePage:
        """Return instances, in pages: those that the actor began, or all for administrators."""
        actor.require_scope("read")
        if query.scope == "all":
            actor.require(ADMINISTRATOR)
        now = clock.now()
        wanted = WantedInstances(
            initiator=actor.account if query.scope == "started" else None,
            app=query.app, flow=query.flow, status=query.status, search=query.search, incidents=query.incidents,
            person=query.person, node=query.node, archived=query.archived, after=query.after, limit=query.limit,
            before=None if query.days is None else now - timedelta(days=query.days), asked=query.asked,
            overdue_at=now if query.overdue else None,
            ended_since=None if query.ended is None else now - timedelta(days=query.ended),
        )  # fmt: skip
        async with self._database.connection() as connection:
            rows, more = store.page(await store.instances(connection, wanted), query.limit)
            entries = await self.entries(connection, rows, actor.account)
        return InstancePage(instances=entries, next=str(rows[-1]["id"]) if more else None)

    async def of_record(self, actor: Actor, app: str, form: str, record: UUID) -> list[InstanceEntry]:
        """Return the flows of a record that the actor may see: where each is, who has it, since when."""
        async with self._database.connection() as connection:
            _, records = await self._flows.app(connection, app)
            if not await self._flows.sees_record(connection, actor, records, f"{app}.{form}", record):
                reading = self._flows.tools.records.reading
                reader = await reading.reader(connection, actor)
                await reading.one(connection, records, reading.access(records, reader, form), record)
            rows = await store.instances(connection, WantedInstances(record_id=record, limit=MOST))
            rows += await store.instances(connection, WantedInstances(record_id=record, archived=True, limit=MOST))
            found = [row for row in rows if row["form"] == f"{app}.{form}"]
            return list(await self.entries(connection, found, actor.account))

    async def entries(
        self, connection: Connection, rows: Sequence[Any], reader: UUID | None
    ) -> tuple[InstanceEntry, ...]:
        """Return rows as instances in a list, with whom they wait for, and the reader's own task."""
        open_: dict[UUID, list[Any]] = {}
        for row in await store.OPEN_OF.rows(connection, ids=[row["id"] for row in rows]) if rows else ():
            open_.setdefault(row["instance_id"], []).append(row)
        found = []
        for row in rows:
            app = await self._app(connection, row["app"], row["version"])
            flow = app.flows.get(row["flow"]) if app is not None else None
            mine = open_.get(row["id"], [])
            names = list(dict.fromkeys(one["node"] for one in mine))
            nodes = [flow.plan.nodes.get(name) if flow is not None else None for name in names]
            found.append(
                InstanceEntry(
                    id=row["id"],
                    app=row["app"],
                    flow=row["flow"],
                    label=flow.label if flow is not None else label(row["flow"], row["flow"]),
                    version=row["version"],
                    form=row["form"],
                    record=row["record_id"],
                    title=row["title"],
                    status=row["status"],
                    initiator=row["initiator"],
                    initiator_name=row["initiator_name"] or "",
                    started_at=row["started_at"],
                    updated_at=row["updated_at"],
                    ended_at=row["ended_at"],
                    nodes=tuple(step_label(node, name) for name, node in zip(names, nodes, strict=True)),
                    waiting_for=tuple(dict.fromkeys(one["person_name"] for one in mine if one["person_name"])),
                    since=min((one["opened_at"] for one in mine), default=None),
                    turn=next((one["id"] for one in mine if reader is not None and one["account_id"] == reader), None),
                    incidents=row["incidents"],
                )
            )
        return tuple(found)

    async def incidents(self, actor: Actor, query: IncidentQuery | None = None) -> IncidentPage:
        """Return what went wrong and waits for an administrator, the newest first, in pages."""
        actor.require(ADMINISTRATOR)
        query = query or IncidentQuery()
        at, instance, key = _incident_place(query.after)
        place = {"app": query.app, "flow": query.flow, "node": query.node}
        async with self._database.connection() as connection:
            found = await store.INCIDENTS.rows(
                connection, before=at, instance=instance, key=key, most=query.limit + 1, **place
            )
            rows, more = store.page(found, query.limit)
            some = [incident(row).model_copy(update=await self._names(connection, row)) for row in rows]
            places = () if query.after else await store.INCIDENT_PLACES.rows(connection)
            named = [
                IncidentPlace(
                    app=row["app"], flow=row["flow"], node=row["node"], count=row["count"],
                    **await self._names(connection, row),
                )
                for row in places
            ]  # fmt: skip
        last = (
            _text([rows[-1]["at"].astimezone(UTC).isoformat(), str(rows[-1]["instance"]), rows[-1]["key"]])
            if more
            else None
        )
        return IncidentPage(incidents=tuple(some), next=last, places=tuple(named))

    async def _names(self, connection: Connection, row: Any) -> dict[str, Label | None]:
        """Return what the flow and the step of a row are called."""
        found = await self._app(connection, row["app"], row["version"])
        flow = None if found is None else found.flows.get(row["flow"])
        node = None if flow is None else flow.plan.nodes.get(row["node"])
        return {"label": None if flow is None else flow.label, "node_label": None if node is None else node.label}


def step_label(node: Node | None, name: str) -> Label:
    """Return what a step is called, also one without a name of its own: people meet a start when it was sent back."""
    if node is not None and node.label is not None:
        return node.label
    return BEGINNING if node is not None and node.role == "start" else label(name, name)


def incident(row: Any) -> IncidentView:
    """Return a row as something that went wrong."""
    values = {name: row[name] for name in ("instance", "key", "node", "code", "at", "app", "flow", "title")}
    return IncidentView.model_validate({**values, **row["content"]})


def _cursor(at: datetime, id_: UUID) -> str:
    """Return the place of a task in a list, as a text."""
    return _text([at.astimezone(UTC).isoformat(), str(id_)])


def _text(parts: list[str]) -> str:
    """Return the place of something in a list, as a text."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def _incident_place(text: str | None) -> tuple[datetime | None, UUID | None, str | None]:
    """Return the place of an incident that a text means. Raises `Invalid`."""
    if text is None:
        return None, None, None
    try:
        at, id_, key = json.loads(base64.urlsafe_b64decode(text))
        return datetime.fromisoformat(at), UUID(id_), str(key)
    except (ValueError, TypeError, binascii.Error) as error:
        message = "the place in the list cannot be read"
        raise Invalid(message, [CURSOR_WRONG.report(path="/after")]) from error


def _place(text: str | None) -> tuple[datetime, UUID] | None:
    """Return the place that a text means. Raises `Invalid`."""
    if text is None:
        return None
    try:
        at, id_ = json.loads(base64.urlsafe_b64decode(text))
        return datetime.fromisoformat(at), UUID(id_)
    except (ValueError, TypeError, binascii.Error) as error:
        message = "the place in the list cannot be read"
        raise Invalid(message, [CURSOR_WRONG.report(path="/after")]) from error

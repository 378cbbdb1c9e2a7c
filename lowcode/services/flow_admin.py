"""`FlowAdmin`: looking after flows: other versions, what a leaver leaves behind, and how long everything takes."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pydantic
from msgspec import Raw
from msgspec.structs import replace

from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.instance import write_entries, write_instance
from engine_flow.migrate import Mapped, migrate
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, LowcodeError
from lowcode.kernel.names import Label, Name
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.causes import cause_of
from lowcode.services.flow_codes import NOBODY_TAKES_OVER
from lowcode.services.flow_parts import tasks_of
from lowcode.services.flow_steps import Held, Steps
from lowcode.services.flows import Flows
from lowcode.services.message import Message
from lowcode.store import flows as store
from lowcode.store import substitutions, task_lists
from lowcode.store.statement import Connection


class RunningVersion(Message):
    """A version of a flow that instances run."""

    version: int
    """The version of the app."""
    count: int
    """How many instances run it."""
    present: bool
    """Whether it is the one that is published."""


class MigrationRequest(Message):
    """Instances that are to go on in another version of their flow."""

    source: int = pydantic.Field(ge=1)
    """The version that they run."""
    target: int = pydantic.Field(ge=1)
    """The version that they are to run."""
    mapped: Mapped = Mapped()
    """Which nodes and edges take the place of old ones."""
    instances: tuple[UUID, ...] = pydantic.Field(default=(), max_length=1_000)
    """Only these; all that run the version without any."""
    after: UUID | None = None
    """Only those behind this one: where the report before ended."""
    limit: int = pydantic.Field(default=500, ge=1, le=1_000)
    """How many at most: so many are moved within seconds."""
    dry: bool = True
    """Whether it is only tried."""


class MigrationOutcome(Message):
    """What comes of a migration for one instance."""

    instance: UUID
    """The instance."""
    title: str
    """What its record is called."""
    moved: bool
    """Whether it goes on in the other version, or would."""
    report: tuple[Diagnostic, ...] = ()
    """What cannot move, or is dropped."""


class MigrationReason(Message):
    """Why several instances cannot move, or what is dropped of them."""

    report: Diagnostic
    """The reason."""
    count: int
    """How many it concerns."""
    instance: UUID
    """One of them."""


class MigrationReport(Message):
    """What comes of a migration."""

    moved: int
    """How many go on in the other version, or would."""
    stuck: int
    """How many cannot."""
    outcomes: tuple[MigrationOutcome, ...]
    """Each of them; of those that move without a word, and of the others, the first hundred."""
    reasons: tuple[MigrationReason, ...] = ()
    """Why they cannot, the most frequent first."""
    next: UUID | None = None
    """What to say as `after` to go on with the others; None when there are none."""


class HandOverRequest(Message):
    """Somebody who leaves, and who takes over."""

    person: UUID
    """Who leaves."""
    to: UUID
    """Who takes over."""


class HandOverRefusal(Message):
    """An instance in which nothing could be handed over."""

    instance: UUID
    """The instance."""
    cause: Label
    """Why not."""


class HandOverReport(Message):
    """What was handed over."""

    instances: int
    """In how many instances."""
    refused: tuple[HandOverRefusal, ...] = ()
    """Those in which it could not be."""


class NodeMetric(Message):
    """How a step gets on."""

    node: Name
    """The step."""
    label: Label | None
    """What it is called."""
    count: int
    """How often people were asked in the time that is looked at."""
    waiting: int
    """How many tasks are open now, whenever they were opened."""
    overdue: int
    """How many of them are late."""
    bottleneck: bool = False
    """Whether open tasks have waited here for longer, all in all, than at any other step."""
    p50: float | None
    """Seconds within which half of those that were done were."""
    p95: float | None
    """Seconds within which 95 of 100 of them were."""
    age: float | None
    """Seconds that half of the open tasks have waited for, at least."""


class StatusMetric(Message):
    """How many instances stand somewhere."""

    status: str
    """Where."""
    count: int
    """How many: of those that run all, of the others those that ended in the time that is looked at."""
    p50: float | None
    """Seconds within which half of them came to their end; None for those that run."""
    p95: float | None
    """The same of 95 of 100."""
    age: float | None
    """Seconds that half of those that run have run for, at least; None for the others."""


class PersonLoad(Message):
    """How much somebody has to do in a flow."""

    account: UUID
    """Who."""
    name: str
    """How they are called."""
    waiting: int
    """How many tasks wait for them."""
    overdue: int
    """How many of them are late."""
    done: int
    """How many they have done."""


class ProcessBoard(Message):
    """How a flow gets on."""

    app: Name
    """The app."""
    flow: Name
    """The flow."""
    label: Label
    """What it is called."""
    since: datetime
    """Where the time that is looked at begins; what runs and waits is told whenever it began."""
    statuses: tuple[StatusMetric, ...]
    """How many instances stand where."""
    nodes: tuple[NodeMetric, ...]
    """Each step that people work at, in the order of the flow."""
    people: tuple[PersonLoad, ...] = ()
    """How much its people have to do, whoever has most first; a hundred at most."""
    incidents: int
    """What went wrong and waits for an administrator."""


class FlowAdmin:
    """The use cases of those who look after flows."""

    def __init__(self, flows: Flows) -> None:
        """Take the use cases of flows."""
        self._flows = flows
        self._database = flows.database

    async def versions(self, actor: Actor, app: str, flow: str) -> list[RunningVersion]:
        """Return the versions of a flow that instances run."""
        actor.require(ADMINISTRATOR)
        async with self._database.connection() as connection:
            present, _ = await self._flows.app(connection, app)
            rows = await task_lists.VERSIONS_OF.rows(connection, app=app, flow=flow)
        return [
            RunningVersion(version=row["version"], count=row["count"], present=row["version"] == present.number)
            for row in rows
        ]

    async def flow(self, actor: Actor, app: str, flow: str, version: int) -> Flow:
        """Return a flow as a version of its app has it. Raises `NotFound`."""
        actor.require(ADMINISTRATOR)
        async with self._database.connection() as connection:
            return (await self._flows.caches.apps.of(connection, app, version)).flow(flow)

    async def migrate(self, actor: Actor, app: str, flow: str, request: MigrationRequest) -> MigrationReport:
        """Let instances go on in another version, each by itself, and report on those that cannot; or only try it."""
        actor.require(ADMINISTRATOR)
        async with self._database.connection() as connection:
            rows = await task_lists.RUNNING_OF.rows(
                connection, app=app, flow=flow, version=request.source, ids=list(request.instances) or None,
                after=request.after, most=request.limit + 1,
            )  # fmt: skip
        found = [row["id"] for row in rows[: request.limit]]
        outcomes = [await self._moved(id_, request) for id_ in found]
        moved = [one for one in outcomes if one.moved]
        if not request.dry:
            async with self._database.transaction() as connection:
                told = {"source": request.source, "target": request.target, "moved": len(moved), "of": len(outcomes)}
                await actor.note(connection, "flow.migrated", f"flow:{app}.{flow}", **told)
        quiet = [one for one in moved if not one.report]
        loud = [one for one in outcomes if one.report or not one.moved]
        return MigrationReport(
            moved=len(moved),
            stuck=len(outcomes) - len(moved),
            outcomes=(*loud[:100], *quiet[:100]),
            reasons=_reasons(outcomes),
            next=found[-1] if len(rows) > request.limit else None,
        )

    async def _moved(self, id_: UUID, request: MigrationRequest) -> MigrationOutcome:
        """Return what comes of one instance, in a transaction of its own."""

        async def work(steps: Steps) -> MigrationOutcome:
            return await self._move(steps, id_, request)

        return await self._flows.transaction(work)

    async def _move(self, steps: Steps, id_: UUID, request: MigrationRequest) -> MigrationOutcome:
        """Let one instance go on in another version."""
        held = await steps.held(id_)
        target = await self._flows.caches.apps.of(steps.connection, held.row.app, request.target)
        new = target.flow(held.row.flow)
        made = migrate(held.instance, held.flow, new, clock.now(), request.mapped)
        if made.instance is not None and not request.dry:
            await self._save(steps, held, made.instance, request.target)
        return MigrationOutcome(instance=id_, title=held.row.title, moved=made.instance is not None, report=made.report)

    async def _save(self, steps: Steps, held: Held, moved: Any, version: int) -> None:
        """Write an instance that goes on in another version, with a line in its journal."""
        row = replace(
            held.row, version=version, status=moved.status, document=Raw(write_instance(moved.without_journal())),
            at=clock.now(), journal=Raw(write_entries(moved.journal)), news=None,
        )  # fmt: skip
        await store.save(steps.connection, row, store.Parts(tasks_of(moved)))
        await store.RENAME_TIMERS.run(
            steps.connection, id=held.id, nodes={one.id: one.node for one in moved.timers.values()}
        )
        await store.RENAME_INCIDENTS.run(
            steps.connection, id=held.id, nodes={one.id: one.node for one in moved.incidents.values()}
        )

    async def hand_over(self, actor: Actor, request: HandOverRequest) -> HandOverReport:
        """Give everything that somebody has to do, in all flows, to another person. Each instance by itself.

        One that refuses does not hold up the others. Raises `Invalid` when nobody can take over.
        """
        actor.require(ADMINISTRATOR)
        async with self._database.connection() as connection:
            if request.person == request.to or not await substitutions.WORKING.value(connection, ids=[request.to]):
                message = "nobody takes over"
                raise Invalid(message, [NOBODY_TAKES_OVER.report(path="/to")])
            rows = await task_lists.UNFINISHED_OF.rows(connection, person=request.person)
        refused = []
        for row in rows:
            try:
                await self._handed_over(actor, row["instance_id"], request)
            except LowcodeError as error:
                refused.append(HandOverRefusal(instance=row["instance_id"], cause=cause_of(error)))
        count = len(rows) - len(refused)
        async with self._database.transaction() as connection:
            told = {"to": str(request.to), "instances": count, **({"refused": len(refused)} if refused else {})}
            await actor.note(connection, "flow.handed_over", f"account:{request.person}", **told)
        return HandOverReport(instances=count, refused=tuple(refused))

    async def _handed_over(self, actor: Actor, id_: UUID, request: HandOverRequest) -> None:
        """Give what somebody has to do in an instance to another person. Raises `LowcodeError`."""
        event = {
            "kind": "hand_over",
            "person": str(request.person),
            "to": str(request.to),
            "actor": str(actor.account),
            "at": clock.now(),
        }

        async def work(steps: Steps) -> None:
            held = await steps.held(id_)
            step = await steps.work(held, read_event(event))
            if step.refused is not None:
                raise self._flows.refused(step.refused, held, None, actor)

        await self._flows.transaction(work)

    async def board(self, actor: Actor, app: str, flow: str, days: int = 90) -> ProcessBoard:
        """Return how a flow gets on. Raises `NotFound`."""
        actor.require(ADMINISTRATOR)
        now = clock.now()
        since = now - timedelta(days=days)
        async with self._database.connection() as connection:
            present, _ = await self._flows.app(connection, app)
            found = present.flow(flow)
            values = {"app": app, "flow": found.name, "since": since, "now": now}
            nodes = {row["node"]: row for row in await task_lists.NODES.rows(connection, **values)}
            ends = await task_lists.ENDS.rows(connection, **values)
            load = await task_lists.LOAD.rows(connection, **values)
            incidents = await task_lists.INCIDENTS_OF.value(connection, app=app, flow=found.name)
            labels = await self._labels(connection, app, found, nodes)
        # A step that the flow has no more, and at which older instances wait, stands below.
        order = [node.name for node in found.nodes if node.name in nodes]
        order += [name for name in nodes if name not in order]
        waited = {name: row["waited"] for name, row in nodes.items()}
        return ProcessBoard(
            app=app,
            flow=found.name,
            label=found.label,
            since=since,
            statuses=tuple(StatusMetric.model_validate(dict(row)) for row in ends),
            nodes=tuple(
                NodeMetric.model_validate(
                    {
                        **{key: value for key, value in nodes[name].items() if key != "waited"},
                        "label": labels.get(name),
                        "bottleneck": _is_bottleneck(name, waited),
                    }
                )
                for name in order
            ),
            people=tuple(PersonLoad.model_validate(dict(row)) for row in load),
            incidents=incidents,
        )

    async def _labels(
        self, connection: Connection, app: str, flow: Flow, names: Iterable[str]
    ) -> dict[str, Label | None]:
        """Return what nodes are called: as the flow is now, or as the newest version has them that instances run."""
        flows = [flow]
        if any(name not in flow.plan.nodes for name in names):
            rows = await task_lists.VERSIONS_OF.rows(connection, app=app, flow=flow.name)
            apps = self._flows.caches.apps
            flows += [(await apps.of(connection, app, row["version"])).flow(flow.name) for row in reversed(rows)]
        return {name: one.plan.nodes[name].label for one in reversed(flows) for name in one.plan.nodes}


def _is_bottleneck(name: str, waited: Mapping[str, float]) -> bool:
    """Return whether more seconds were waited at a node than at any other, and a third of all at least."""
    return len(waited) > 1 and waited[name] == max(waited.values()) and 0 < sum(waited.values()) <= 3 * waited[name]


def _reasons(outcomes: Iterable[MigrationOutcome]) -> tuple[MigrationReason, ...]:
    """Return why instances cannot move, with how many of them, the most frequent first."""
    found: dict[str, MigrationReason] = {}
    for one in outcomes:
        for report in {each.message.en: each for each in one.report}.values():
            before = found.get(report.message.en)
            count = 1 if before is None else before.count + 1
            first = one.instance if before is None else before.instance
            found[report.message.en] = MigrationReason(report=report, count=count, instance=first)
    return tuple(sorted(found.values(), key=lambda one: -one.count))

"""`Steps`: running flows step by step in one transaction: events in, instances, tasks, journal, timers and effects out.

Events of an instance are worked in order, since its row is held; instances are worked side by side. What a step asks
for inside of the product (records, runs of other flows) is done in the same transaction, what leaves it becomes jobs.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from msgspec import Raw
from msgspec.structs import replace

from engine_flow.context import Context
from engine_flow.event import Event, write_values
from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.instance import Instance, read_instance, write_entries, write_instance
from engine_flow.interpreter import advance, fresh
from engine_flow.organisation import Organisation
from engine_flow.step import EffectRequest, Step
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, NotFound
from lowcode.services.flow_app import FlowApp, FlowApps
from lowcode.services.flow_codes import BUSY, NO_INSTANCE
from lowcode.services.flow_organisation import Companies, Company
from lowcode.services.flow_parts import parts_of
from lowcode.services.flow_record import record_title, record_values
from lowcode.services.flow_watchers import watchers
from lowcode.services.recent_instances import RecentInstances
from lowcode.services.record_app import RecordApp
from lowcode.services.rule_app import CompiledRule
from lowcode.services.rule_order import call_order
from lowcode.services.workshop import Workshop
from lowcode.store import flows as store
from lowcode.store import jobs
from lowcode.store.announcer import Announcer
from lowcode.store.database import Database
from lowcode.store.form_tables import place_name
from lowcode.store.ids import new_texts, quick_id
from lowcode.store.jobs import NewJob
from lowcode.store.statement import Connection
from lowcode.store.step_gathering import StepWriter, TaskReader, step_writer, task_reader

MOST_EVENTS: Final = 1_000
"""How many events one transaction works at the most; further ones become jobs."""
EVENT_JOB: Final = "flow_event"
"""The kind of job that works an event of an instance."""
EVENT_TRIES: Final = 30
"""How often an event is tried: a flow whose event is given up waits for ever."""


@dataclass
class Caches:
    """What a process keeps between steps; whatever may become old is noticed."""

    apps: FlowApps = field(default_factory=FlowApps)
    """The flows of versions of apps."""
    companies: Companies = field(default_factory=Companies)
    """The people."""
    recent: RecentInstances = field(default_factory=RecentInstances)
    """The instances that were seen last."""
    reader: TaskReader = field(default_factory=task_reader)
    """Reads what the tasks of people belong to."""
    writer: StepWriter = field(default_factory=step_writer)
    """Writes the steps of people."""
    announcer: Announcer = field(default_factory=Announcer)
    """Tells open pages."""
    watching: bool = False
    """Whether flows begin by what happens to records."""


_CACHES: Final[WeakKeyDictionary[Database, Caches]] = WeakKeyDictionary()


def caches_of(tools: Workshop) -> Caches:
    """Return what this process keeps of the flows of a workspace."""
    found = _CACHES.get(tools.database)
    return _CACHES.setdefault(tools.database, Caches()) if found is None else found


@dataclass(slots=True)
class Held:
    """An instance that this transaction works on."""

    row: store.Row
    """What is written of it besides its parts."""
    instance: Instance
    """Where it stands, without its journal."""
    app: FlowApp
    """The version of the app whose flow it runs."""
    flow: Flow
    """The flow."""
    company: Company
    """The people of the workspace."""
    records: RecordApp | None
    """The app as it is now, None when it is not published any more."""
    record: dict[str, Value] | None = None
    """What the flow reads of its record; None as long as nobody has read it."""
    news: str | None = None
    """The news of people that `company` tells of."""

    @property
    def id(self) -> UUID:
        """Its key."""
        return self.row.id

    @property
    def cause(self) -> dict[str, Any]:
        """What the history of records tells of changes that it makes."""
        return {
            "kind": "flow",
            "app": self.row.app,
            "flow": self.row.flow,
            "instance": str(self.row.id),
            "depth": self.row.depth,
        }


@dataclass(frozen=True, slots=True)
class NewInstance:
    """A run of a flow that is to begin."""

    app: FlowApp
    flow: Flow
    initiator: UUID | None = None
    record_id: UUID | None = None
    start: Mapping[str, Any] = field(default_factory=dict)
    """Further parts of the event `start`: node, variables, body, next."""
    caller: Mapping[str, Any] | None = None
    """Who is told of the end."""
    parent: UUID | None = None
    position: int | None = None
    depth: int = 0


class Steps:
    """Running flows inside of one transaction."""

    def __init__(self, tools: Workshop, connection: Connection, carry_out: "CarryOut") -> None:
        """Take the tools of the process, the transaction, and what carries out effects."""
        self.tools = tools
        self.connection = connection
        self.caches = caches_of(tools)
        self._carry_out = carry_out
        self._held: dict[UUID, Held] = {}
        self._queue: deque[tuple[UUID, Event]] = deque()
        self._worked = 0
        self._gathers = False
        self._unwritten: dict[UUID, store.Written] = {}
        self._orders: list[NewJob] = []
        self._told: dict[str, set[str]] = {}
        self._company: Company | None = None

    # --- instances ----------------------------------------------------------------------------------------------------

    async def company(self) -> Company:
        """Return the people of the workspace, the same ones until the transaction ends."""
        if self._company is None:
            news = await store.NEWS_NOW.value(self.connection)
            self._company = await self.caches.companies.of(self.connection, news)
        return self._company

    async def held(self, id_: UUID) -> Held:
        """Return an instance, which nobody else changes until the transaction ends. Raises `NotFound`."""
        found = self._held.get(id_)
        if found is None:
            await self.flush()
            row: Any = await store.HELD.row(self.connection, id=id_)
            if row is None:
                message = "there is no such instance"
                raise NotFound(message, [NO_INSTANCE.report()])
            found = self._held[id_] = await held_of(self.tools, self.connection, row)
        return found

    async def hold(self, ids: Sequence[UUID]) -> set[UUID]:
        """Hold those of some instances that nobody holds, and return which; from now on steps wait for `flush`.

        Steps of different instances are then written by one statement, as far as nothing else has to come after them.
        """
        self._gathers = True
        for row in await store.FREE.rows(self.connection, ids=list(ids)):
            self._held[row["id"]] = await held_of(self.tools, self.connection, row)
        return set(self._held)

    async def flush(self) -> None:
        """Write the steps that wait, with their timers. Raises `Conflict` when one of them cannot be written."""
        if self._unwritten:
            some, self._unwritten = list(self._unwritten.values()), {}
            if len(await store.save_all(self.connection, some)) < len(some):
                message = "another step was written meanwhile"
                raise Conflict(message, [BUSY.report()])
        if self._orders:
            orders, self._orders = self._orders, []
            await jobs.enqueue(self.connection, *orders)

    def say(self) -> None:
        """Tell the open pages of those whom the steps concern, once they are committed."""
        for kind, accounts in self._told.items() if any(self._told.values()) else ():
            self.caches.announcer.tell(self.tools.database, accounts, kind)

    def holds(self, id_: UUID) -> bool:
        """Return whether this transaction works on an instance already."""
        return id_ in self._held

    async def start(self, new: NewInstance) -> tuple[Held, Step]:
        """Begin a run and return it with its first step; when that is refused nothing is written."""
        held, event = await self._fresh(new)
        self._held[held.id] = held
        return held, await self.work(held, event)

    async def _fresh(self, new: NewInstance) -> tuple[Held, Event]:
        """Return a run that has not begun, and the event that begins it."""
        company = await self.company()
        held, event = begun(self.tools, new, company)
        form = new.app.form_of(new.flow)
        if held.records is not None and form is not None and new.record_id is not None:
            reading = self.tools.records.reading
            title = await record_title(reading, self.connection, held.records, form, new.record_id)
            held.row = replace(held.row, title=title)
        return held, event

    # --- events -------------------------------------------------------------------------------------------------------

    async def work(self, held: Held, event: Event, organisation: Organisation | None = None) -> Step:
        """Work one event of an instance with all that follows of it inside; a refused one changes nothing."""
        step = await self._advance(held, event, organisation)
        await self.drain()
        return step

    async def drain(self) -> None:
        """Work the events that steps have led to; when there are too many the rest become jobs."""
        while self._queue:
            id_, event = self._queue.popleft()
            self._worked += 1
            if self._worked > MOST_EVENTS:
                await self.later(id_, event.document())
                continue
            await self._advance(await self.held(id_), event, None)

    def then(self, id_: UUID, event: Mapping[str, Any]) -> None:
        """Work an event of an instance that this transaction holds, after the present one."""
        self._queue.append((id_, read_event({"at": clock.now(), **event})))

    async def later(self, id_: UUID, event: Mapping[str, Any], key: str | None = None, **more: Any) -> None:
        """Let a worker work an event of an instance; those of one instance in order."""
        await jobs.enqueue(self.connection, _order(id_, event, key, **more))

    async def _advance(self, held: Held, event: Event, organisation: Organisation | None) -> Step:
        """Work one event of an instance, write the step, and have its effects carried out."""
        context = await self.context(held, organisation)
        before = held.instance
        step = advance(held.flow, before, event, context)
        if step.refused is not None or step.instance is before:
            return step
        waits = self._gathers and _only_notifies(held, step)
        held.instance = step.instance.without_journal()
        self._told.setdefault("task", set()).update(watchers(step.instance, step.tasks))
        await self._save(held, before, step, waits=waits)
        if waits:
            return step
        gathers = self._gathers
        try:
            # What effects do may be undone, and their steps with them: nothing of it waits.
            self._gathers = False
            await self._follow(held, before, step)
        finally:
            self._gathers = gathers
        return step

    async def _follow(self, held: Held, before: Instance, step: Step) -> None:
        """Have done what a step that is written asks for."""
        for effect in step.effects:
            await self._carry_out(self, held, effect)
        for rule in rules_of(held, before, step):
            cause = {"kind": "flow", "flow": held.row.flow, "instance": str(held.id), "status": step.instance.status}
            order = call_order(held.row.app, rule, [held.row.record_id], cause)
            await jobs.enqueue(self.connection, order.job(high=True))
        if _goes_back(held, step):
            back = {"stage": held.flow.policies.withdrawn_stage}
            await self._carry_out(self, held, EffectRequest(f"{held.id}:back", "set_stage", "", "", back))

    async def context(self, held: Held, organisation: Organisation | None = None) -> Context:
        """Return what an instance may look at."""
        form = held.app.form_of(held.flow)
        scope = _scope(held, form)
        record = held.row.record_id
        if scope and form and record and held.records is not None and held.record is None:
            tree = held.app.reads(held.flow, scope)
            held.record = await record_values(self.connection, held.records, form, record, tree)
        return context_of(held, organisation)

    async def _save(self, held: Held, before: Instance, step: Step, *, waits: bool) -> None:
        """Write a step, or let it wait for others with the notices that are all it wants besides.

        Raises `Conflict` when somebody else has written one meanwhile.
        """
        held.row = row_of(held, step)
        if held.id in self._unwritten:
            await self.flush()
        notices = self._carry_out.notices(held, step.effects) if waits else []
        self._told.setdefault("notification", set()).update(one["account_id"] for one in notices)
        self._unwritten[held.id] = store.Written(held.row, parts_of(before, step, notices))
        for timer in step.timers:
            event = {"kind": "timer_due", "timer": timer.id}
            self._orders.append(_order(held.id, event, f"{held.id}:{timer.id}", run_at=timer.due))
        if not waits:
            await self.flush()
        held.row = replace(held.row, revision=held.row.revision + 1)

    async def forget_record(self, held: Held) -> None:
        """Read the record anew at the next step, since it was changed."""
        held.record = None


def rules_of(held: Held, before: Instance, step: Step) -> list[CompiledRule]:
    """Return the rules that wait for what has become of a flow."""
    status = step.instance.status
    if held.records is None or held.row.record_id is None or before.status == status:
        return []
    now = {status, "started"} if before.status == "new" else {status}
    found = held.records.rules.called("flow_event")
    return [one for one in found if one.rule.trigger.flow == held.row.flow and one.rule.trigger.on in now]


def _goes_back(held: Held, step: Step) -> bool:
    """Return whether the record goes back to where it was, since nobody goes on with the flow."""
    given_up = step.instance.status in {"withdrawn", "terminated"}
    return given_up and held.flow.policies.withdrawn_stage is not None and held.row.record_id is not None


def only_tells(held: Held, step: Step) -> bool:
    """Return whether a step that is not written yet wants nothing more than that and people told."""
    return not step.timers and _only_notifies(held, step)


def _only_notifies(held: Held, step: Step) -> bool:
    """Return whether nothing has to be done for a step that is not written yet but to tell people and set timers."""
    if _goes_back(held, step) or rules_of(held, held.instance, step):
        return False
    return all(one.kind == "notify" and "reason" in one.arguments for one in step.effects)


class CarryOut(Protocol):
    """Carries out the effects of steps."""

    async def __call__(self, steps: Steps, held: Held, effect: EffectRequest) -> None:
        """Carry out an effect, or put down the job that will; the answer becomes an event."""

    def notices(self, held: Held, effects: Sequence[EffectRequest]) -> list[dict[str, Any]]:
        """Return whom effects tell what that do nothing else, as rows of an instance."""


def _order(id_: UUID, event: Mapping[str, Any], key: str | None = None, **more: Any) -> NewJob:
    """Return the job that works an event of an instance; those of one instance in order, unless their time is set."""
    given = {name: value for name, value in event.items() if name != "at"}
    arguments = {"instance": str(id_), "event": given}
    lane = {} if "run_at" in more else {"lane": f"flow {id_}"}
    return NewJob(EVENT_JOB, arguments, key=key, priority=jobs.HIGH, max_attempts=EVENT_TRIES, **{**lane, **more})


def begun(tools: Workshop, new: NewInstance, company: Company) -> tuple[Held, Event]:
    """Return a run that has not begun, without a title, and the event that begins it."""
    at = clock.now()
    initiator = None if new.initiator is None else str(new.initiator)
    text = new_texts(1)[0]
    id_ = quick_id(text)
    form = new.app.form_of(new.flow)
    instance = fresh(new.flow, text, initiator, new.caller)
    row = store.Row(
        id_, new.app.name, new.flow.name, new.app.number, "new", Raw(), 0, at, at,
        form=None if form is None or new.record_id is None else place_name(new.app.name, form),
        record_id=new.record_id, initiator=new.initiator, caller=new.parent, position=new.position, depth=new.depth,
    )  # fmt: skip
    held = Held(row, instance, new.app, new.flow, company, records_of(tools, new.app.name))
    return held, read_event({"kind": "start", "at": at, "actor": initiator, **new.start})


def row_of(held: Held, step: Step, news: str | None = None) -> store.Row:
    """Return an instance as it is written now, with the lines of its journal that a step adds.

    `news` are the news of people that the step was worked out by, when it is not written where there are others.
    """
    row, instance = held.row, held.instance
    return store.Row(
        row.id, row.app, row.flow, row.version, instance.status, Raw(write_instance(instance)), row.revision,
        row.started, clock.now(), row.form, row.record_id, row.initiator, row.title, row.caller, row.position,
        row.depth, instance.ended, Raw(write_entries(step.journal)), news,
    )  # fmt: skip


def _scope(held: Held, form: str | None) -> Scope | None:
    """Return the names of the record of an instance; None without one."""
    if held.records is None or form is None or form not in held.records.forms.forms:
        return None
    return held.records.forms.scope(form)


def context_of(held: Held, organisation: Organisation | None = None) -> Context:
    """Return what an instance may look at, of its record what was read already."""
    return Context(
        organisation or held.company.of(held.row.app),
        held.record or {},
        _scope(held, held.app.form_of(held.flow)),
        held.app.decide,
        held.company.calendars,
        clock.zone(),
        keeps_journal=False,
    )


def records_of(tools: Workshop, app: str) -> RecordApp | None:
    """Return the app as working with records needs it, None when it is not published."""
    try:
        return tools.record_apps[app].artefact
    except NotFound:
        return None


async def held_of(tools: Workshop, connection: Connection, row: Any) -> Held:
    """Return the instance of a row."""
    caches = caches_of(tools)
    app = await caches.apps.of(connection, row["app"], row["version"])
    return _held(tools, row, app, await caches.companies.of(connection, row["news"]))


def held_as_known(tools: Workshop, row: Any) -> Held | None:
    """Return the instance of a row, None when this process does not know its app or people as they are now."""
    caches = caches_of(tools)
    app, company = caches.apps.known(row["app"], row["version"]), caches.companies.known
    if app is None or company is None or company[1] != row["news"]:
        return None
    return _held(tools, row, app, company[0])


def _held(tools: Workshop, row: Any, app: FlowApp, company: Company) -> Held:
    """Return the instance of a row, with its app and the people."""
    kept = store.Row(
        row["id"], row["app"], row["flow"], row["version"], row["status"], Raw(row["document"]), row["revision"],
        row["started_at"], row["updated_at"], form=row["form"], record_id=row["record_id"],
        initiator=row["initiator"], title=row["title"], caller=row["caller"], position=row["position"],
        depth=row["depth"], ended=row["ended_at"],
    )  # fmt: skip
    instance = read_instance(row["document"])
    records = records_of(tools, row["app"])
    return Held(kept, instance, app, app.flow(row["flow"]), company, records, news=row["news"])


def typed_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values by name as typed JSON."""
    return dict(write_values(values))

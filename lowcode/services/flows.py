"""`Flows`: starting flows, working with them, and carrying on with what happens to them."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import asyncpg

from engine_flow.event import Event
from engine_flow.flow import Flow
from engine_flow.happening import VERBS, read_event
from engine_flow.instance import Instance
from engine_flow.interpreter import advance
from engine_flow.node_kinds.button_start import ButtonStart
from engine_flow.step import Step
from lowcode.bundle.flow_references import local
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, LowcodeError, NotFound
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.flow_app import FlowApp
from lowcode.services.flow_codes import ALREADY_RUNNING, NO_BUTTON, NO_INSTANCE, NO_TASK, RECORD_NEEDED
from lowcode.services.flow_effects import FlowEffects
from lowcode.services.flow_inputs import check_inputs, choices_of, inputs_of
from lowcode.services.flow_losses import job_of, resolve
from lowcode.services.flow_messages import (
    Acted,
    BulkOutcome,
    BulkRequest,
    FlowName,
    FlowStart,
    StartableFlow,
    Started,
    VerbRequest,
)
from lowcode.services.flow_organisation import Company, Looking
from lowcode.services.flow_steps import (
    Caches,
    Held,
    NewInstance,
    Steps,
    begun,
    caches_of,
    context_of,
    held_as_known,
    held_of,
    only_tells,
)
from lowcode.services.flow_verbs import refused
from lowcode.services.flow_watchers import watchers
from lowcode.services.quick_steps import held_again, write_at_once
from lowcode.services.record_app import RecordApp
from lowcode.services.task_fields import CARRYING, write_fields
from lowcode.services.workshop import Workshop
from lowcode.store.statement import Connection, Statement

_RUNNING: Final = Statement(
    """
    SELECT i.id FROM flow_instance i
    WHERE i.record_id = :record_id AND i.app = :app AND i.flow = :flow AND i.ended_at IS NULL AND i.caller IS NULL
    LIMIT 1
    """
)
"""A run of a flow that is under way for a record."""
_TASK: Final = Statement("SELECT instance_id, key FROM flow_task WHERE id = :id")
"""Where a task belongs."""
_TRIES: Final = 5
"""How often a transaction is tried that waits for another which waits for it."""
_PAUSE: Final = 0.02
"""How long the first try is followed by a pause at most, in seconds; each further pause may be twice as long."""

_BULK: Final = 4
"""How many tasks of a bulk are approved at once: others want connections as well."""

Result = TypeVar("Result")


class Flows:
    """The use cases of running flows in one workspace."""

    def __init__(self, tools: Workshop) -> None:
        """Take the tools of the process."""
        self.tools = tools
        self.database = tools.database
        self.caches: Caches = caches_of(tools)
        self._effects = FlowEffects()

    def steps(self, connection: Connection) -> Steps:
        """Return what works events inside of a transaction."""
        return Steps(self.tools, connection, self._effects)

    async def transaction(self, work: Callable[[Steps], Awaitable[Result]]) -> Result:
        """Return what work gives in one transaction, tried again when two wait for each other."""
        for attempt in range(_TRIES):
            try:
                async with self.database.transaction() as connection:
                    steps = self.steps(connection)
                    found = await work(steps)
            except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, asyncpg.InvalidCachedStatementError):
                if attempt == _TRIES - 1:
                    raise
                # Whoever was let through gets a moment to end, so that the same two do not meet again.
                await asyncio.sleep(random.uniform(0, _PAUSE * 2**attempt))  # noqa: S311 - not a secret
            else:
                steps.say()
                return found
        raise AssertionError

    async def app(self, connection: Connection, name: str) -> tuple[FlowApp, RecordApp]:
        """Return the present version of an app with its flows. Raises `NotFound`."""
        found = await self.tools.record_apps.present(name)
        return await self.caches.apps.of(connection, name, found.number), found.artefact

    async def names(self, actor: Actor) -> list[FlowName]:
        """Return the flows of the apps in which the actor has a role, or of all for administrators, in order."""
        actor.require_scope("read")
        _ = actor.account
        every = actor.product or ADMINISTRATOR in actor.roles
        mine = {role.partition(".")[0] for role in actor.roles}
        found = []
        async with self.database.connection() as connection:
            for name in self.tools.record_apps.names():
                if every or name in mine:
                    flows, records = await self.app(connection, name)
                    found += [_named(flows, records, flow) for flow in flows.flows.values()]
        return sorted(found, key=lambda one: (one.app, one.flow))

    # --- beginning ----------------------------------------------------------------------------------------------------

    async def startable(
        self, actor: Actor, app: str, form: str | None = None, record: UUID | None = None
    ) -> list[StartableFlow]:
        """Return the flows of an app that the actor may begin by a button; of a form those about its records."""
        async with self.database.connection() as connection:
            flows, records = await self.app(connection, app)
            found = []
            for flow in flows.flows.values():
                wanted = flows.form_of(flow)
                if form is not None and wanted != form:
                    continue
                if wanted is not None and not await self._sees_some(connection, actor, records, wanted):
                    continue
                for node in flow.nodes:
                    if isinstance(node, ButtonStart) and _may_press(actor, app, node):
                        busy = record is not None and await self.running(connection, app, flow.name, record) is not None
                        entry = StartableFlow(app=app, flow=flow.name, label=flow.label, form=wanted, node=node.name)
                        asks = {"takes": inputs_of(flow, node), "chooses": choices_of(flow, node)}
                        found.append(entry.model_copy(update={"button": node.button, "running": busy, **asks}))
        return found

    async def _sees_some(self, connection: Connection, actor: Actor, records: RecordApp, form: str) -> bool:
        """Return whether the actor may see any record of a form."""
        if form not in records.forms.forms:
            return False
        reader = await self.tools.records.reading.reader(connection, actor, app=records)
        return records.access.of(reader, form).allowed("see")

    async def running(self, connection: Connection, app: str, flow: str, record: UUID) -> UUID | None:
        """Return the run of a flow that is under way for a record."""
        found: UUID | None = await _RUNNING.value(connection, record_id=record, app=app, flow=flow)
        return found

    async def start(self, actor: Actor, app: str, flow: str, request: FlowStart) -> Started:
        """Begin a flow by a button. Raises `NotFound`, `Forbidden`, `Invalid`, `Conflict` when it is under way."""
        actor.require_scope("write")
        _ = actor.account

        if request.record is None and (quick := await self._start_at_once(actor, app, flow, request)) is not None:
            return quick

        async def work(steps: Steps) -> Started:
            flows, records = await self.app(steps.connection, app)
            found = flows.flow(flow)
            node = self._button(actor, app, found, request.node)
            check_inputs(found, node, request)
            await self._check_record(steps, actor, flows, found, records, request.record)
            start: dict[str, Any] = {"node": node.name, "variables": request.variables, "next": request.next}
            held, step = await steps.start(NewInstance(flows, found, actor.account_id, request.record, start))
            if step.refused is not None:
                raise refused(step.refused, held.instance, held.company, None, None)
            return Started(id=held.id, status=held.instance.status)

        return await self.transaction(work)

    async def _start_at_once(self, actor: Actor, app: str, flow: str, request: FlowStart) -> Started | None:
        """Begin a flow without a record by one statement, None when that needs a transaction."""
        flows, company = await self._present(app)
        found = flows.flow(flow)
        if found.form is not None:
            return None
        node = self._button(actor, app, found, request.node)
        check_inputs(found, node, request)
        start: dict[str, Any] = {"node": node.name, "variables": request.variables, "next": request.next}
        held, event = begun(self.tools, NewInstance(flows, found, actor.account_id, None, start), company[0])
        held.news = company[1]
        step = advance(found, held.instance, event, context_of(held))
        if step.refused is not None:
            raise refused(step.refused, held.instance, held.company, None, None)
        if not only_tells(held, step) or not await write_at_once(self.tools, held, step):
            return None
        return Started(id=held.id, status=held.instance.status)

    async def _present(self, app: str) -> tuple[FlowApp, tuple[Company, str]]:
        """Return the present version of an app and the company as this process knows them. Raises `NotFound`."""
        known = self.caches.companies.known
        try:
            flows = self.caches.apps.known(app, self.tools.record_apps[app].number)
        except NotFound:
            flows = None
        if flows is None or known is None:
            async with self.database.connection() as connection:
                flows, _ = await self.app(connection, app)
                await self.steps(connection).company()
            known = self.caches.companies.known
            assert known is not None
        return flows, known

    def _button(self, actor: Actor, app: str, flow: Flow, wanted: str | None) -> ButtonStart:
        """Return the start whose button the actor presses. Raises `Forbidden`."""
        for node in flow.nodes:
            if isinstance(node, ButtonStart) and wanted in {None, node.name} and _may_press(actor, app, node):
                return node
        message = "there is no button that the actor may press"
        raise Forbidden(message, [NO_BUTTON.report(flow=flow.label)])

    async def _check_record(
        self, steps: Steps, actor: Actor, flows: FlowApp, flow: Flow, records: RecordApp, record: UUID | None
    ) -> None:
        """Refuse a record that is not there or may not be seen, or for which the flow is under way."""
        form = flows.form_of(flow)
        if form is None:
            return
        if record is None:
            message = "the flow needs a record"
            raise Invalid(message, [RECORD_NEEDED.report(flow=flow.label, form=records.form(form).label)])
        reading = self.tools.records.reading
        reader = await reading.reader(steps.connection, actor)
        await reading.one(steps.connection, records, reading.access(records, reader, form), record)
        await self.alone(steps.connection, flows.name, flow.name, record)
        if await self.running(steps.connection, flows.name, flow.name, record) is not None:
            message = "the flow is under way for this record"
            raise Conflict(message, [ALREADY_RUNNING.report(flow=flow.label)])

    async def alone(self, connection: Connection, app: str, flow: str, record: UUID) -> None:
        """Let nobody else begin the same flow for a record until the transaction ends."""
        await self.database.hold(connection, f"flow {app}.{flow} {record}")

    # --- verbs --------------------------------------------------------------------------------------------------------

    async def act(self, actor: Actor, instance: UUID, request: VerbRequest) -> Acted:
        """Do something with an instance. Raises `NotFound`, `Forbidden`, `Conflict`, `Invalid`; nothing is done."""
        actor.require_scope("write")
        _ = actor.account

        async def work(steps: Steps) -> Acted:
            held = await steps.held(instance)
            if not await self.sees(steps.connection, actor, held):
                message = "there is no such instance"
                raise NotFound(message, [NO_INSTANCE.report()])
            lost = str(getattr(request.verb, "incident", ""))
            if job_of(lost) is not None:
                kind = str(getattr(request.verb, "kind", ""))
                why = getattr(request.verb, "opinion", None)
                await resolve(self.database, steps.connection, actor, instance, lost, kind, opinion=why)
                return Acted(instance=instance, status=held.instance.status, changed=True)
            return await self._act(steps, actor, held, request, None)

        return await self.transaction(work)

    async def act_on_task(self, actor: Actor, task: UUID, request: VerbRequest) -> Acted:
        """Do something with a task. Raises as `act` does."""
        actor.require_scope("write")
        _ = actor.account

        found = None if request.values else await self._at_once(actor, task, request)
        if found is not None:
            return found

        async def work(steps: Steps) -> Acted:
            row = await _TASK.row(steps.connection, id=task)
            held = None if row is None else await steps.held(row["instance_id"])
            if row is None or held is None or not await self.sees(steps.connection, actor, held):
                message = "there is no such task"
                raise NotFound(message, [NO_TASK.report()])
            return await self._act(steps, actor, held, request, row["key"])

        return await self.transaction(work)

    async def _at_once(self, actor: Actor, task: UUID, request: VerbRequest) -> Acted | None:
        """Do something with a task by one statement, None when that needs a transaction."""
        known, company = self.caches.recent.of_task(task), self.caches.companies.known
        if known is not None and company is not None:
            held = held_again(self.tools, known[0], company)
            found = await self._quick(actor, held, known[1], request, sure=False)
            if found != "old":
                return found
        row = await self.caches.reader.ask(self.database, task)
        if row is None:
            message = "there is no such task"
            raise NotFound(message, [NO_TASK.report()])
        held = await self._held(row)
        found = await self._quick(actor, held, row["key"], request, sure=True)
        return None if found == "old" else found

    async def _held(self, row: Any) -> Held:
        """Return the instance of a row that nobody holds."""
        held = held_as_known(self.tools, row)
        if held is None:
            async with self.database.connection() as connection:
                held = await held_of(self.tools, connection, row)
        return held

    async def _quick(
        self, actor: Actor, held: Held, task: str, request: VerbRequest, *, sure: bool
    ) -> Acted | Literal["old"] | None:
        """Do something with a task of an instance that nobody holds, None when that needs a transaction.

        When what is known of the instance may be old, `old` says that it has to be read, instead of a refusal.
        """
        event, given = _event(actor, request, task)
        before = held.instance
        if held.row.form is None and takes_part(actor, held.instance):
            step = advance(held.flow, before, event, context_of(held))
        else:
            async with self.database.connection() as connection:
                if not await self.sees(connection, actor, held):
                    if not sure:
                        return "old"
                    message = "there is no such task"
                    raise NotFound(message, [NO_TASK.report()])
                steps = self.steps(connection)
                if event.word in CARRYING:
                    await write_fields(self.tools, steps, actor, held, request, given)
                step = advance(held.flow, before, event, await steps.context(held))
        if not sure and (step.refused is not None or step.instance is before):
            return "old"
        if step.refused is not None:
            raise refused(step.refused, before, held.company, given, str(actor.account))
        if step.instance is before:
            return Acted(instance=held.id, status=before.status, changed=False)
        if not only_tells(held, step):
            return None
        if not await write_at_once(self.tools, held, step):
            return "old"
        self.caches.announcer.tell(self.database, watchers(step.instance, step.tasks), "task")
        return Acted(instance=held.id, status=held.instance.status, changed=True)

    async def approve(self, actor: Actor, request: BulkRequest) -> list[BulkOutcome]:
        """Approve several tasks, each by itself, and return what came of each."""
        verb = VerbRequest.model_validate({"verb": {"kind": "approve", "opinion": request.opinion}})
        places = asyncio.Semaphore(_BULK)

        async def one(task: UUID) -> BulkOutcome:
            async with places:
                try:
                    await self.act_on_task(actor, task, verb)
                except (Conflict, Forbidden, Invalid, NotFound) as error:
                    problem = error.diagnostics[0].message if error.diagnostics else None
                    return BulkOutcome(task=task, done=False, problem=problem)
            return BulkOutcome(task=task, done=True)

        return list(await asyncio.gather(*map(one, dict.fromkeys(request.tasks))))

    async def _act(self, steps: Steps, actor: Actor, held: Held, request: VerbRequest, task: str | None) -> Acted:
        """Do something with an instance that is held."""
        event, given = _event(actor, request, task)
        if request.values or event.word in CARRYING:
            await write_fields(self.tools, steps, actor, held, request, given)
        before = held.instance
        step = await steps.work(held, event)
        if step.refused is not None:
            raise refused(step.refused, before, held.company, given, str(actor.account))
        return Acted(instance=held.id, status=held.instance.status, changed=held.instance is not before)

    def refused(self, found: Diagnostic, held: Held, task: str | None, actor: Actor) -> LowcodeError:
        """Return the error of a verb that the engine refuses."""
        return refused(found, held.instance, held.company, task, str(actor.account))

    async def sees(self, connection: Connection, actor: Actor, held: Held) -> bool:
        """Return whether somebody may see an instance: by taking part, as an administrator, or by its record."""
        if takes_part(actor, held.instance):
            return True
        return await self.sees_record(connection, actor, held.records, held.row.form, held.row.record_id)

    async def sees_record(
        self, connection: Connection, actor: Actor, records: RecordApp | None, form: str | None, record: UUID | None
    ) -> bool:
        """Return whether somebody may see a record; not one in the trash."""
        if records is None or form is None or record is None:
            return False
        name = local(records.name, form)
        if name not in records.forms.forms:
            return False
        reading = self.tools.records.reading
        reader = await reading.reader(connection, actor)
        access = records.access.of(reader, name)
        return access.allowed("see") and bool(await reading.load(connection, records, access, [record]))

    # --- what happens without people ----------------------------------------------------------------------------------

    async def happen(
        self,
        instance: UUID,
        event: Mapping[str, Any],
        last: Callable[[Connection], Awaitable[None]] | None = None,
    ) -> bool:
        """Work an event of an instance, and return whether there was anything to do; `last` ends the transaction."""

        async def work(steps: Steps) -> bool:
            held = await steps.held(instance)
            before = held.instance
            step = await self._happen(steps, held, event)
            if last is not None:
                await last(steps.connection)
            return step is not None and held.instance is not before

        return await self.transaction(work)

    async def happen_together(
        self,
        events: Sequence[tuple[UUID, Mapping[str, Any]]],
        last: Callable[[Connection, Sequence[int]], Awaitable[None]],
    ) -> None:
        """Work events of instances that nobody holds in one transaction, each instance's in the given order.

        `last` ends the transaction; it is told the positions of the events that were worked. What goes wrong with one
        undoes all of them.
        """

        async def work(steps: Steps) -> None:
            found = await steps.hold([id_ for id_, _ in events])
            worked = [at for at, (id_, _) in enumerate(events) if id_ in found]
            for at in worked:
                await self._happen(steps, await steps.held(events[at][0]), events[at][1])
            await steps.flush()
            if worked:
                await last(steps.connection, worked)

        await self.transaction(work)

    async def _happen(self, steps: Steps, held: Held, event: Mapping[str, Any]) -> Step | None:
        """Work an event of an instance that is held."""
        if event["kind"] != "cancel":
            return await steps.work(held, read_event({**event, "at": clock.now()}))
        caller = held.instance.caller
        if caller is None or caller.get("token") != event["token"]:
            return None
        return await end(steps, held, f"flow:{caller['instance']}")


async def end(steps: Steps, held: Held, who: str, reason: str | None = None) -> Step:
    """End an instance on behalf of what is no person: of the flow that called it, or of an effect."""
    verb = read_event({"kind": "terminate", "actor": who, "at": clock.now(), "opinion": reason})
    return await steps.work(held, verb, Looking(held.company, held.row.app, who))


def _named(flows: FlowApp, records: RecordApp, flow: Flow) -> FlowName:
    """Return a flow, to choose it."""
    form = flows.form_of(flow)
    known = form is not None and form in records.forms.forms
    return FlowName(
        app=flows.name,
        app_label=flows.label,
        flow=flow.name,
        label=flow.label,
        form=form,
        form_label=records.form(form).label if known and form is not None else None,
    )


def _event(actor: Actor, request: VerbRequest, task: str | None) -> tuple[Event, str | None]:
    """Return a verb as the engine takes it, and the task that it speaks of. Raises `Invalid`."""
    verb = request.verb
    # What was read once as the same kind of value is taken as it is.
    asked = {name: getattr(verb, name) for name in verb.model_fields_set}
    if task is not None and "task" in VERBS[asked["kind"]].model_fields:
        asked["task"] = task
    given = asked.get("task")
    if "task" in asked and given is None:
        del asked["task"]
    try:
        return read_event({**asked, "at": clock.now(), "actor": str(actor.account)}), given
    except ValueError as error:
        raise wrong_verb(error) from error


def takes_part(actor: Actor, instance: Instance) -> bool:
    """Return whether somebody has to do with an instance: as its initiator, by a task, or as an administrator."""
    if actor.product or ADMINISTRATOR in actor.roles:
        return True
    who = str(actor.account)
    if who == instance.initiator:
        return True
    for task in instance.tasks.values():
        if who in (task.person, task.principal, task.by) or (task.candidates and who in task.candidates):
            return True
    return False


def _may_press(actor: Actor, app: str, node: ButtonStart) -> bool:
    """Return whether somebody has one of the roles of a button."""
    wanted = {role if "." in role else f"{app}.{role}" for role in node.roles}
    return actor.product or not wanted or bool(wanted & actor.roles)


def wrong_verb(error: ValueError) -> Invalid:
    """Return the error of a verb that lacks something."""
    return Invalid(f"the verb cannot be read: {error}")

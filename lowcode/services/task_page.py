"""`TaskPages`: a task and an instance with all that people need to see of them."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import pydantic

from engine_flow.context import Context
from engine_flow.flow import Flow
from engine_flow.instance import Instance, Task, read_entries
from engine_flow.people_node import PeopleNode
from engine_flow.people_policy import FieldRight as NodeRight
from engine_flow.turn import UNFINISHED
from engine_rules.typed_json import write
from lowcode.bundle.flow_references import local
from lowcode.kernel import clock
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import Label, Name
from lowcode.services.actor import ADMINISTRATOR, PRODUCT, Actor
from lowcode.services.flow_codes import NO_INSTANCE, NO_TASK
from lowcode.services.flow_inputs import entered_of
from lowcode.services.flow_losses import OF_JOBS
from lowcode.services.flow_messages import IncidentView, InstanceView, JournalLine, Seat, TaskInput, TokenView
from lowcode.services.flow_organisation import Company
from lowcode.services.flow_outlook import allowed, back_to, forecast
from lowcode.services.flow_record import record_values
from lowcode.services.flow_steps import Held, held_of
from lowcode.services.flows import Flows
from lowcode.services.form_page import FormPage, form_page
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_view import RecordView, Seen, view
from lowcode.services.task_fields import StepFields, node_rights, step_of
from lowcode.services.task_lists import Inbox, incident, step_label
from lowcode.store import flow_archive
from lowcode.store import flows as store
from lowcode.store.statement import Connection, Statement

_TASK: Final = Statement("SELECT instance_id, key FROM flow_task WHERE id = :id")
_ENTRY: Final = Statement(
    """
    SELECT i.id, i.app, i.flow, i.version, i.form, i.record_id, i.title, i.status, i.initiator, i.started_at,
        i.updated_at, i.ended_at, a.display_name AS initiator_name,
        (SELECT count(*) FROM flow_incident c WHERE c.instance_id = i.id) AS incidents
    FROM flow_instance i LEFT JOIN account a ON a.id = i.initiator WHERE i.id = :id
    """
)
_FROM_OUTSIDE: Final = ("remove_signer", "reassign")
"""What can be done about a task that is somebody else's."""
_LINES: Final = 5_000
"""How many lines of a journal are shown."""
_EVERYTHING: Final = Reader(PRODUCT, {})


class BackTo(Message):
    """A step that a task can be sent back to."""

    node: Name
    """The step."""
    label: Label | None
    """What it is called."""
    begins: bool = False
    """Whether the flow begins there, so that it goes back to whoever began it."""


class TaskOutcome(Message):
    """A way to submit a task."""

    name: Name
    """The outcome."""
    label: Label
    """What the button says."""


class TaskView(Message):
    """A task with all that the person needs to decide."""

    task: Seat
    """The task."""
    instance: InstanceView
    """The instance that asks."""
    description: Label | None = None
    """What the step says about itself."""
    may: tuple[str, ...] = ()
    """The verbs that the reader may use with the task."""
    buttons: dict[str, Label] = pydantic.Field(default_factory=dict)
    """Own labels of verbs."""
    outcomes: tuple[TaskOutcome, ...] = ()
    """Ways to submit; only one without any."""
    takes: tuple[TaskInput, ...] = ()
    """The variables that the person fills in with a decision."""
    opinions: tuple[Label, ...] = ()
    """Opinions to choose from."""
    opinion: str = "optional"
    """Whether an opinion is needed: `optional`, `required` or `required_to_reject`."""
    signature: bool = False
    """Whether an approval has to be signed by hand."""
    draft: str | None = None
    """The opinion that was saved without deciding."""
    back_to: tuple[BackTo, ...] = ()
    """The steps that it can be sent back to, the nearest first."""
    record: RecordView | None = None
    """The record, as the step shows it."""
    fields: dict[str, NodeRight] = pydantic.Field(default_factory=dict)
    """The rights that the step gives at fields; a field that is not named is only seen."""
    page: FormPage | None = None
    """The form of the record."""


class TaskPages:
    """Tasks and instances as people look at them."""

    def __init__(self, flows: Flows) -> None:
        """Take the use cases of flows."""
        self._flows = flows
        self._tools = flows.tools
        self._inbox = Inbox(flows)

    async def instance(self, actor: Actor, id_: UUID) -> InstanceView:
        """Return an instance. Raises `NotFound` also for one that the actor may not see."""
        actor.require_scope("read")
        async with self._flows.database.connection() as connection:
            held = await self._loaded(connection, actor, id_)
            return await self._instance(connection, actor, held, await self._context(connection, held))

    async def flow(self, actor: Actor, id_: UUID) -> Flow:
        """Return the flow that an instance runs, with its diagram. Raises as `instance` does."""
        actor.require_scope("read")
        async with self._flows.database.connection() as connection:
            return (await self._loaded(connection, actor, id_)).flow

    async def task(self, actor: Actor, id_: UUID) -> TaskView:
        """Return a task. Raises `NotFound` also for one that the actor may not see."""
        actor.require_scope("read")
        async with self._flows.database.connection() as connection:
            row: Any = await _TASK.row(connection, id=id_)
            found = await flow_archive.task_of(connection, id_) if row is None else tuple(row)
            if found is None:
                message = "there is no such task"
                raise NotFound(message, [NO_TASK.report()])
            held = await self._loaded(connection, actor, found[0])
            return await self._task(connection, actor, held, held.instance.tasks[found[1]])

    async def _loaded(self, connection: Connection, actor: Actor, id_: UUID) -> Held:
        """Return an instance that the actor may see."""
        row: Any = await store.INSTANCE.row(connection, id=id_) or await flow_archive.INSTANCE.row(connection, id=id_)
        held = None if row is None else await held_of(self._tools, connection, row)
        if held is None or not await self._flows.sees(connection, actor, held):
            message = "there is no such instance"
            raise NotFound(message, [NO_INSTANCE.report()])
        return held

    async def _context(self, connection: Connection, held: Held) -> Context:
        """Return what the engine may look at when it looks ahead."""
        form, scope = held.app.form_of(held.flow), None
        values: Mapping[str, Any] = {}
        if held.records is not None and form is not None and form in held.records.forms.forms:
            scope = held.records.forms.scope(form)
            if held.row.record_id is not None:
                tree = held.app.reads(held.flow, scope)
                values = await record_values(connection, held.records, form, held.row.record_id, tree)
        people, calendars = held.company.of(held.row.app), held.company.calendars
        return Context(people, values, scope, held.app.decide, calendars, clock.zone())

    # --- instances ----------------------------------------------------------------------------------------------------

    async def _instance(self, connection: Connection, actor: Actor, held: Held, context: Context) -> InstanceView:
        """Return an instance as the actor sees it."""
        row = await _ENTRY.row(connection, id=held.id)
        old: Any = await flow_archive.INSTANCE.row(connection, id=held.id) if row is None else None
        (entry,) = await self._inbox.entries(connection, [row or old], actor.account)
        if old is None:
            lines = await store.JOURNAL.rows(connection, id=held.id, after=0, most=_LINES)
            journal = read_entries(f"[{','.join(row['entry'] for row in lines)}]")
        else:
            journal = read_entries(old["journal"])
        names = held.company.names
        instance = held.instance
        admin = ADMINISTRATOR in actor.roles
        return InstanceView(
            **dict(entry),
            tokens=tuple(TokenView(id=one.id, node=one.node, waits=one.waits) for one in instance.tokens.values()),
            tasks=tuple(self._seat(held, context, task, actor) for task in instance.tasks.values()),
            journal=tuple(
                JournalLine(
                    number=one.number, at=one.at, kind=one.kind, actor=_account(one.actor),
                    actor_name=names.get(one.actor or "", ""), node=one.node, task=one.task,
                    detail={**_told(one.event, names), **_named(one.detail, names)},
                )
                for one in journal
                # What somebody keeps before deciding is nobody else's.
                if one.kind != "save_draft" or one.actor == str(actor.account)
            ),
            problems=(*self._problems(held), *await self._losses(connection, held)) if admin else (),
            forecast=forecast(held, context, names),
            passed=_passed(instance),
            may=() if actor.product or old is not None else allowed(held, context, str(actor.account), None),
            archived=old is not None,
            variables={name: write(value) for name, value in instance.variables.items()} if admin else {},
        )  # fmt: skip

    def _seat(self, held: Held, context: Context, task: Task, actor: Actor) -> Seat:
        """Return a task with what the actor may do about it as somebody else's."""
        found = seat(held.id, task, held.company)
        if actor.product or held.instance.over or task.state not in UNFINISHED:
            return found
        verbs = allowed(held, context, str(actor.account), task)
        return found.model_copy(update={"may": tuple(one for one in _FROM_OUTSIDE if one in verbs)})

    def _problems(self, held: Held) -> list[IncidentView]:
        """Return what went wrong."""
        return [
            IncidentView(
                instance=held.id, key=one.id, app=held.row.app, flow=held.row.flow, title=held.row.title,
                node=one.node, code=one.code, message=one.message, hint=one.hint, at=one.at,
            )
            for one in held.instance.incidents.values()
        ]  # fmt: skip

    async def _losses(self, connection: Connection, held: Held) -> list[IncidentView]:
        """Return what of its jobs was given up."""
        more = {"instance": held.id, "app": held.row.app, "flow": held.row.flow, "title": held.row.title}
        return [incident({**dict(row), **more}) for row in await OF_JOBS.rows(connection, id=held.id)]

    # --- tasks --------------------------------------------------------------------------------------------------------

    async def _task(self, connection: Connection, actor: Actor, held: Held, task: Task) -> TaskView:
        """Return a task as the actor sees it."""
        context = await self._context(connection, held)
        node = held.flow.plan.nodes.get(task.node)
        who = str(actor.account)
        mine = who in {task.person, task.principal} or who in task.candidates
        works = mine and task.state == "open" and task.kind in {"approval", "work"}
        fields = dict(node_rights(held, task.id)) if mine else {}
        shown = StepFields(fields, begins=node is not None and node.role == "start") if mine else None
        record, page = await self._record(connection, actor, held, shown, works=works)
        policies = node.policies if isinstance(node, PeopleNode) else None
        outcomes = getattr(node, "outcomes", ())
        instance = await self._instance(connection, actor, held, context)
        places = back_to(held, context, task) if works else ()
        found = TaskView(
            task=seat(held.id, task, held.company),
            instance=instance,
            description=node.description if node is not None else None,
            may=() if instance.archived else allowed(held, context, who, task),
            outcomes=tuple(TaskOutcome(name=one.name, label=one.label) for one in outcomes),
            takes=entered_of(held.flow, node, held.instance) if works and node is not None else (),
            draft=task.draft if mine else None,
            back_to=tuple(
                BackTo(node=name, label=step_label(one, name), begins=one.role == "start")
                for name, one in ((name, held.flow.plan.nodes[name]) for name in places)
            ),
            record=record,
            fields=fields,
            page=page,
        )
        if policies is None:
            return found
        return found.model_copy(
            update={
                "buttons": dict(policies.buttons),
                "opinions": policies.opinions,
                "opinion": policies.opinion,
                "signature": policies.signature,
            }
        )

    async def _record(
        self, connection: Connection, actor: Actor, held: Held, fields: StepFields | None, *, works: bool
    ) -> tuple[RecordView | None, FormPage | None]:
        """Return the record of an instance and its form, as a step or the actor's roles show them."""
        app, id_ = held.records, held.row.record_id
        form = local(held.row.app, held.row.form or "")
        if app is None or id_ is None or form not in app.forms.forms or not app.keeps(form):
            return None, None
        reading = self._tools.records.reading
        reader = await reading.reader(connection, actor)
        step = await step_of(connection, reading, held, reader, id_, fields, works=works)
        everything = app.access.of(_EVERYTHING, form)
        loaded = await reading.load(connection, app, everything, [id_], trashed=None)
        if not loaded or step is None:
            return None, None
        values, rights = loaded[0].values, step.rights
        await reading.live(connection, app, _EVERYTHING, form, [values])
        titles = await reading.titles(connection, app, reader, form, [values], [rights])
        # What the step itself shows has a name there, also for those who may not see the record that it leads to.
        titles |= await reading.titles(connection, app, _EVERYTHING, form, [values], [step.named])
        shown = view(values, Seen(everything, app.logic(form).shapes), rights, titles=titles)
        hidden = tuple(name for name in app.forms.forms[form].by_name if rights[name] == "hidden")
        return shown, form_page(app.name, app.logic(form)).model_copy(
            update={"hidden": hidden, "user": write(dict(reader.user))}
        )


def seat(instance: UUID, task: Task, company: Company) -> Seat:
    """Return a task as people see it."""
    return Seat(
        id=store.task_id(instance, task.id),
        key=task.id,
        node=task.node,
        kind=task.kind,
        state=task.state,
        relation=task.relation,
        person=_account(task.person),
        person_name=company.names.get(task.person or "", ""),
        candidates=tuple(store.uuids(task.candidates)),
        principal=_account(task.principal),
        principal_name=company.names.get(task.principal or "", ""),
        opened_at=task.opened,
        read_at=task.read,
        closed_at=task.closed,
        outcome=task.outcome,
        opinion=task.opinion,
        answer=task.draft if task.kind == "question" and task.state == "done" else None,
        signature=task.signature,
        by=_account(task.by),
        by_name=company.names.get(task.by or "", ""),
        urged=task.urged,
    )


def _account(person: str | None) -> UUID | None:
    """Return a person who is an account."""
    return next(iter(store.uuids([person])), None) if person else None


def _passed(instance: Instance) -> tuple[str, ...]:
    """Return the nodes that an instance has been at, in this order."""
    return tuple(dict.fromkeys(one.node for one in instance.visits))


_SHOWN: Final = frozenset({"opinion", "outcome", "to", "people", "where", "then", "to_initiator", "person", "message"})


def _told(event: Mapping[str, Any] | None, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what of an event is shown to people."""
    return _named({key: value for key, value in (event or {}).items() if key in _SHOWN}, names)


def _named(detail: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a line's data in which people have names instead of ids."""

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return names.get(value, value)
        return [told(one) for one in value] if isinstance(value, list | tuple) else value

    return {key: told(value) for key, value in detail.items()}

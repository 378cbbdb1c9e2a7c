"""What the use cases of flows take and give."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pydantic

from engine_flow.instance import Status
from engine_forms.field import Json
from lowcode.kernel.names import Label, Name
from lowcode.services.flow_verbs import AskedVerb
from lowcode.services.message import Message


class FlowStart(Message):
    """What somebody begins a flow with."""

    record: UUID | None = None
    """The record that it is about, for a flow with a form."""
    node: Name | None = None
    """Which of its buttons; the only one if nothing is said."""
    variables: dict[str, Any] = pydantic.Field(default_factory=dict)
    """Values of variables as typed JSON, `{"t": "number", "v": "12"}`."""
    next: dict[str, tuple[str, ...]] = pydantic.Field(default_factory=dict)
    """Whom the person chooses for later nodes."""


class Started(Message):
    """A flow that has begun."""

    id: UUID
    """The instance."""
    status: Status
    """Where it stands."""


class VerbRequest(Message):
    """What somebody does with a task or an instance."""

    verb: AskedVerb
    """The verb."""
    values: dict[str, Json] = pydantic.Field(default_factory=dict)
    """Fields of the record that change with it, as the step allows."""
    version: int | None = pydantic.Field(default=None, ge=1)
    """The version of the record that the change started from."""


class Acted(Message):
    """What came of a verb."""

    instance: UUID
    """The instance."""
    status: Status
    """Where it stands now."""
    changed: bool
    """Whether there was anything to do."""


class BulkRequest(Message):
    """Several tasks that are approved at once."""

    tasks: tuple[UUID, ...] = pydantic.Field(min_length=1, max_length=200)
    """The tasks."""
    opinion: str | None = pydantic.Field(default=None, max_length=10_000)
    """What the person says about all of them."""


class BulkOutcome(Message):
    """What came of one of several tasks."""

    task: UUID
    """The task."""
    done: bool
    """Whether it was approved."""
    problem: Label | None = None
    """Why not."""


class FlowName(Message):
    """A flow, to choose it."""

    app: Name
    """The app."""
    app_label: Label
    """What the app is called."""
    flow: Name
    """The flow."""
    label: Label
    """What it is called."""
    form: Name | None = None
    """The form whose records it is about."""
    form_label: Label | None = None
    """What the form is called."""


class StartInput(Message):
    """A variable that whoever begins a flow, or decides at a step of it, fills in."""

    name: Name
    """The variable."""
    label: Label
    """What it is called."""
    type: str
    """The type of its values: `string`, `number`, `boolean`, `date`, `date and time` or `Any`, which is text."""
    needed: bool
    """Whether it has to be filled in."""


class TaskInput(StartInput):
    """A variable that whoever decides fills in."""

    value: dict[str, Any]
    """Its value by now, as typed JSON."""


class StartChoice(Message):
    """A step whose people whoever begins a flow chooses."""

    node: Name
    """The step."""
    label: Label | None
    """What it is called."""


class StartableFlow(Message):
    """A flow that somebody may begin."""

    app: Name
    """The app."""
    flow: Name
    """The flow."""
    label: Label
    """What people read."""
    form: Name | None = None
    """The form of the record that it needs."""
    node: Name
    """The start."""
    button: Label | None = None
    """What the button says."""
    running: bool = False
    """Whether it is under way for the record already."""
    takes: tuple[StartInput, ...] = ()
    """What has to be filled in."""
    chooses: tuple[StartChoice, ...] = ()
    """The steps whose people are chosen."""


class Seat(Message):
    """A task of an instance as people see it."""

    id: UUID
    """The task."""
    key: str
    """What verbs call it."""
    node: Name
    """Where it stands in the flow."""
    kind: str
    """What is asked: `approval`, `work`, `copy` or `question`."""
    state: str
    """Where it stands."""
    relation: str
    """How the person came into the round."""
    person: UUID | None
    """Who is asked; nobody until somebody claims it."""
    person_name: str
    """How they are called."""
    candidates: tuple[UUID, ...] = ()
    """Who may claim it."""
    principal: UUID | None = None
    """For whom the person stands in."""
    principal_name: str = ""
    """How they are called."""
    opened_at: datetime
    """Since when."""
    read_at: datetime | None = None
    """When the person looked at it first."""
    closed_at: datetime | None = None
    """When it ended."""
    outcome: str | None = None
    """How."""
    opinion: str | None = None
    """What the person said; of a question, what was asked."""
    answer: str | None = None
    """What was answered to a question."""
    signature: str | None = None
    """The hand signature, as a picture in a `data:` address."""
    by: UUID | None = None
    """Who decided."""
    by_name: str = ""
    """How they are called."""
    urged: int = 0
    """How often the person was urged."""
    may: tuple[str, ...] = ()
    """What the reader may do about it though it is not theirs: `remove_signer`, `reassign`."""


class JournalLine(Message):
    """Something that happened to an instance."""

    number: int
    """Its place."""
    at: datetime
    """When."""
    kind: str
    """What."""
    actor: UUID | None = None
    """Who did it; None: the flow itself."""
    actor_name: str = ""
    """How they are called."""
    node: Name | None = None
    """Where."""
    task: str | None = None
    """On which task."""
    detail: dict[str, Any] = pydantic.Field(default_factory=dict)
    """Further data of this kind of line."""


class IncidentView(Message):
    """Something that went wrong and waits for an administrator."""

    instance: UUID
    """The instance."""
    key: str
    """What the verbs `retry` and `skip` call it."""
    app: Name
    """The app."""
    flow: Name
    """The flow."""
    title: str
    """What its record is called."""
    node: Name
    """Where."""
    code: str
    """The kind of mistake."""
    message: Label
    """What went wrong."""
    hint: Label | None
    """What to do next."""
    at: datetime
    """When."""
    label: Label | None = None
    """What the flow is called, in lists of several flows."""
    node_label: Label | None = None
    """What the step is called there."""


class IncidentPlace(Message):
    """A step at which something went wrong."""

    app: Name
    """The app."""
    flow: Name
    """The flow."""
    node: str
    """The step."""
    label: Label | None = None
    """What the flow is called."""
    node_label: Label | None = None
    """What the step is called."""
    count: int
    """How often."""


class IncidentPage(Message):
    """What went wrong, the newest first."""

    incidents: tuple[IncidentView, ...]
    """Some of it."""
    next: str | None = None
    """Where the list goes on."""
    places: tuple[IncidentPlace, ...] = ()
    """All steps at which something went wrong, those with most first; with the first page."""


class InstanceEntry(Message):
    """An instance in a list."""

    id: UUID
    """Its key."""
    app: Name
    """The app."""
    flow: Name
    """The flow."""
    label: Label
    """What the flow is called."""
    version: int
    """The version of the app whose flow it runs."""
    form: str | None
    """The form of its record, as `crm.lead`."""
    record: UUID | None
    """Its record."""
    title: str
    """What the record is called."""
    status: Status
    """Where it stands."""
    initiator: UUID | None
    """Who began it."""
    initiator_name: str
    """How they are called."""
    started_at: datetime
    """When it began."""
    updated_at: datetime
    """When something happened last."""
    ended_at: datetime | None
    """When it ended."""
    nodes: tuple[Label, ...] = ()
    """Where it stands: the steps at which it waits."""
    waiting_for: tuple[str, ...] = ()
    """Who has it: whom it waits for."""
    since: datetime | None = None
    """Since when it waits for them."""
    turn: UUID | None = None
    """The open task of the reader."""
    incidents: int = 0
    """How many things went wrong and wait for an administrator."""


class InstanceView(InstanceEntry):
    """An instance with all that people see of it."""

    tokens: tuple["TokenView", ...] = ()
    """Where it stands."""
    tasks: tuple[Seat, ...] = ()
    """All tasks, in the order they were made."""
    journal: tuple[JournalLine, ...] = ()
    """What happened, from the beginning."""
    problems: tuple[IncidentView, ...] = ()
    """What went wrong and waits for an administrator."""
    forecast: tuple["Forecast", ...] = ()
    """Who comes next, as far as it can be foreseen."""
    passed: tuple[Name, ...] = ()
    """The nodes that it has been at, in this order."""
    may: tuple[str, ...] = ()
    """What the reader may do with the instance as a whole: `withdraw`, `urge`, `terminate` and so on."""
    variables: dict[str, Any] = pydantic.Field(default_factory=dict)
    """What it carries along, as typed JSON; only for administrators."""
    archived: bool = False
    """Whether it is in the archive, where nothing can be done with it any more."""


class TokenView(Message):
    """A place where an instance stands."""

    id: str
    """What the verb `jump` calls it."""
    node: Name
    """The node."""
    waits: str
    """What it waits for."""


class Forecast(Message):
    """A step that is still to come."""

    node: Name
    """The node."""
    label: Label | None
    """What it is called."""
    people: tuple[str, ...]
    """Who will be asked, by name."""


class InstancePage(Message):
    """Some instances of a list."""

    instances: tuple[InstanceEntry, ...]
    """The instances."""
    next: str | None = None
    """Where the list goes on."""


InstanceView.model_rebuild()

"""`Instance`: one run of a flow as a value, with everything the engine needs to go on.

An instance is never changed: a step gives another one. Its JSON holds every value with its type, and reading it
gives an equal instance.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from engine_rules import typed_json
from lowcode.kernel.copier import copier
from lowcode.kernel.names import Label
from lowcode.kernel.part import part

TypedValue = Annotated[Any, PlainValidator(typed_json.read), PlainSerializer(typed_json.write)]
"""A value of the language, as typed JSON in documents."""

Status = Literal["new", "running", "suspended", "completed", "rejected", "withdrawn", "terminated", "failed"]
"""Where an instance stands: before its start, under way, at rest until somebody resumes it, or how it ended."""
Waiting = Literal["", "task", "timer", "message", "race", "effect", "child", "join", "incident"]
"""What a token waits for; nothing while it moves."""
TaskState = Literal["planned", "open", "held", "done", "cancelled"]
"""Where a task stands: its turn has not come, somebody is asked, it waits for others first, or how it ended."""
TaskKind = Literal["approval", "work", "copy", "question"]
"""What is asked: a decision, work on a form, only to take note, or an answer."""
Relation = Literal["seat", "beside", "before", "after", "delegate"]
"""How a task came into its round: by the flow's own assignment, or by a signer who added or delegated."""
Outcome = str
"""How a task or node ended: `approved`, `rejected`, `abstained`, `submitted`, `returned`, or a word of the flow."""


@part(frozen=True, slots=True)
class Token:
    """A place where an instance stands now."""

    id: str
    node: str
    visit: int
    """The number of its present visit."""
    edge: str | None = None
    """The edge by which it came."""
    waits: Waiting = ""
    """What it waits for."""
    outcome: Outcome | None = None
    """How the last node that people decided at ended, on its way."""
    back: tuple[int, ...] = ()
    """Visits to which it goes straight back, the last one first."""


@part(frozen=True, slots=True)
class Visit:
    """A token's stay at a node; the visits before it lead back to the start."""

    node: str
    previous: tuple[int, ...] = ()
    """The numbers of the visits that led here; several behind a join."""


@part(frozen=True, slots=True)
class Task:
    """Work that the instance asks of a person, or of whoever claims it."""

    id: str
    node: str
    token: str
    visit: int
    kind: TaskKind
    state: TaskState
    opened: datetime
    person: str | None = None
    """Who is asked; nobody until somebody claims it."""
    candidates: tuple[str, ...] = ()
    """Who may claim it."""
    principal: str | None = None
    """For whom the person stands in, as a substitute."""
    seat: str = ""
    """The task whose vote it takes part in: itself, unless a signer was added before or after."""
    relation: Relation = "seat"
    parent: str | None = None
    """The task whose person added, delegated or asked."""
    weight: Decimal = Decimal(1)
    """How much its vote counts."""
    was: TaskState | None = None
    """Where it stood before it was cancelled."""
    outcome: Outcome | None = None
    opinion: str | None = None
    signature: str | None = None
    """Reference to the hand signature."""
    draft: str | None = None
    """An opinion saved without deciding."""
    closed: datetime | None = None
    by: str | None = None
    """Who decided; None when the flow itself did."""
    reason: str | None = None
    """Why the flow itself decided or cancelled."""
    read: datetime | None = None
    """When the person first looked at it."""
    urged: int = 0
    """How often the person was urged."""
    urged_at: datetime | None = None


changed: Final = copier(Task)
"""Returns a task with other values of some fields."""


@part(frozen=True, slots=True)
class Timer:
    """Something that happens by itself at an instant."""

    id: str
    token: str
    node: str
    """The node that is told."""
    due: datetime
    limit: int | None = None
    """The position of the time limit it belongs to."""
    count: int = 0
    """How often it has been repeated."""


@part(frozen=True, slots=True)
class Wait:
    """A message that a token waits for."""

    id: str
    token: str
    node: str
    """The node that is told."""
    message: str
    key: str | None = None
    """What the message's own key has to be; None lets every one pass."""


@part(frozen=True, slots=True)
class Call:
    """The runs of another flow that a token has started."""

    token: str
    total: int
    started: int
    active: tuple[int, ...]
    """The positions of the rows whose runs are under way."""
    completed: int = 0
    results: Mapping[str, TypedValue] = field(default_factory=dict)
    """What the finished runs gave, by the position of the row."""
    rows: tuple[TypedValue, ...] = ()


@part(frozen=True, slots=True)
class Incident:
    """Something that went wrong and waits for an administrator."""

    id: str
    token: str
    node: str
    at: datetime
    code: str
    message: Label
    hint: Label | None = None


@part(frozen=True, slots=True)
class Entry:
    """A line of the journal: what happened, when, by whom and where.

    The line of an event also holds the event and what the engine learnt from outside while it worked it, so that the
    journal can be replayed.
    """

    number: int
    at: datetime
    kind: str
    actor: str | None = None
    node: str | None = None
    token: str | None = None
    task: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Further plain data of this kind of line."""
    event: Mapping[str, Any] | None = None
    """The event, as its document."""
    record: Mapping[str, TypedValue] = field(default_factory=dict)
    """The values of the record that the flow's expressions read."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """What the organisation and the decisions answered."""


@part(frozen=True, slots=True)
class Instance:
    """One run of a flow."""

    id: str
    flow: str
    version: int
    initiator: str | None
    status: Status = "new"
    error: str | None = None
    """The error with which it ended."""
    caller: Mapping[str, Any] | None = None
    """Who called it: the instance, token, visit and position that are told how it ended."""
    started: datetime | None = None
    ended: datetime | None = None
    last: int = 0
    """The number of the last identifier that was given out."""
    created: int = 0
    """How many tokens have come into being."""
    consumed: int = 0
    """How many tokens are gone."""
    lines: int = 0
    """How many lines its journal has, also those that are kept elsewhere."""
    variables: Mapping[str, TypedValue] = field(default_factory=dict)
    tokens: Mapping[str, Token] = field(default_factory=dict)
    visits: tuple[Visit, ...] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)
    timers: Mapping[str, Timer] = field(default_factory=dict)
    waits: Mapping[str, Wait] = field(default_factory=dict)
    calls: Mapping[str, Call] = field(default_factory=dict)
    """Runs of other flows, by token."""
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Whom earlier people chose for a node."""
    journal: tuple[Entry, ...] = ()
    suspended: datetime | None = None
    """Since when it is at rest."""
    paused: Mapping[str, Timer] = field(default_factory=dict)
    """The timers that stand still meanwhile."""
    kept: tuple[Mapping[str, Any], ...] = ()
    """The events that came meanwhile, as documents; they happen when it is resumed."""

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.status not in {"new", "running", "suspended"}

    def open_tasks(self) -> list[Task]:
        """Return the tasks that somebody can act on, in the order they were made."""
        return [task for task in self.tasks.values() if task.state == "open"]

    def without_journal(self) -> "Instance":
        """Return the instance without its journal, which a store may keep as rows of its own."""
        return _with(self, journal=()) if self.journal else self


_with: Final = copier(Instance)


_ADAPTER: Final[TypeAdapter[Instance]] = TypeAdapter(Instance)
_ENTRIES: Final[TypeAdapter[tuple[Entry, ...]]] = TypeAdapter(tuple[Entry, ...])


def write_instance(instance: Instance) -> str:
    """Return an instance as JSON."""
    return _ADAPTER.dump_json(instance, by_alias=True, exclude_defaults=True).decode()


def read_instance(text: str) -> Instance:
    """Return the instance of a JSON text. Raises `ValueError` when it is none."""
    return _ADAPTER.validate_json(text)


def write_entries(entries: tuple[Entry, ...]) -> str:
    """Return lines of a journal as JSON."""
    return _ENTRIES.dump_json(entries, by_alias=True, exclude_defaults=True).decode()


def read_entries(text: str) -> tuple[Entry, ...]:
    """Return the lines of a JSON text. Raises `ValueError` when they are none."""
    return _ENTRIES.validate_json(text)

"""`Instance`: one run of a flow as a value, with everything the engine needs to go on.

An instance is never changed: a step gives another one. Its JSON holds every value with its type, and reading it
gives an equal instance.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from msgspec import MsgspecError, Raw, Struct, field
from msgspec.json import Decoder, Encoder
from msgspec.structs import replace
from pydantic import BaseModel

from engine_rules import typed_json
from engine_rules.values import Value
from lowcode.kernel.names import Label

Text: TypeAlias = str | bytes | Raw
"""JSON as PostgreSQL gives it, or as it was written."""

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


ONE: Final = Decimal(1)
"""How much a vote counts unless somebody says otherwise; the same object everywhere, so that it is left out."""


class Token(Struct, frozen=True, omit_defaults=True):
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


class Visit(Struct, frozen=True, omit_defaults=True):
    """A token's stay at a node; the visits before it lead back to the start."""

    node: str
    previous: tuple[int, ...] = ()
    """The numbers of the visits that led here; several behind a join."""


class Task(Struct, frozen=True, omit_defaults=True):
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
    weight: Decimal = ONE
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


class Timer(Struct, frozen=True, omit_defaults=True):
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


class Wait(Struct, frozen=True, omit_defaults=True):
    """A message that a token waits for."""

    id: str
    token: str
    node: str
    """The node that is told."""
    message: str
    key: str | None = None
    """What the message's own key has to be; None lets every one pass."""


class Call(Struct, frozen=True, omit_defaults=True):
    """The runs of another flow that a token has started."""

    token: str
    total: int
    started: int
    active: tuple[int, ...]
    """The positions of the rows whose runs are under way."""
    completed: int = 0
    results: Mapping[str, Value] = field(default_factory=dict)
    """What the finished runs gave, by the position of the row."""
    rows: tuple[Value, ...] = ()


class Incident(Struct, frozen=True, omit_defaults=True):
    """Something that went wrong and waits for an administrator."""

    id: str
    token: str
    node: str
    at: datetime
    code: str
    message: Label
    hint: Label | None = None


class Entry(Struct, frozen=True, omit_defaults=True):
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
    record: Mapping[str, Value] = field(default_factory=dict)
    """The values of the record that the flow's expressions read."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """What the organisation and the decisions answered."""


class Instance(Struct, frozen=True, omit_defaults=True):
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
    variables: Mapping[str, Value] = field(default_factory=dict)
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
        return replace(self, journal=()) if self.journal else self


def write_instance(instance: Instance) -> bytes:
    """Return an instance as JSON, in which nothing stands that is as it is at the beginning."""
    found: dict[str, Any] = {}
    if instance.variables:
        found["variables"] = _written(instance.variables)
    if instance.calls:
        found["calls"] = {key: _call_written(call) for key, call in instance.calls.items()}
    if instance.journal:
        found["journal"] = tuple(map(_entry_written, instance.journal))
    return _ENCODER.encode(replace(instance, **found) if found else instance)


def read_instance(text: Text) -> Instance:
    """Return the instance of a JSON text. Raises `ValueError` when it is none."""
    try:
        read = _INSTANCE.decode(text)
    except MsgspecError as error:
        raise ValueError(str(error)) from error
    found: dict[str, Any] = {}
    if read.variables:
        found["variables"] = _read(read.variables)
    if read.calls:
        found["calls"] = {key: _call_read(call) for key, call in read.calls.items()}
    if read.journal:
        found["journal"] = tuple(map(_entry_read, read.journal))
    return replace(read, **found) if found else read


def write_entries(entries: tuple[Entry, ...]) -> bytes:
    """Return lines of a journal as JSON."""
    return _ENCODER.encode(list(map(_entry_written, entries)))


def read_entries(text: Text) -> tuple[Entry, ...]:
    """Return the lines of a JSON text. Raises `ValueError` when they are none."""
    try:
        return tuple(map(_entry_read, _ENTRIES.decode(text)))
    except MsgspecError as error:
        raise ValueError(str(error)) from error


# --- values of the language -------------------------------------------------------------------------------------------


def _written(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values by name as typed JSON."""
    return {name: typed_json.write(value) for name, value in values.items()}


def _read(values: Mapping[str, Any]) -> dict[str, Value]:
    """Return values by name out of typed JSON."""
    return {name: typed_json.read(value) for name, value in values.items()}


def _call_written(call: Call) -> Call:
    """Return a call with typed JSON in the place of its values."""
    return replace(call, results=_written(call.results), rows=tuple(map(typed_json.write, call.rows)))


def _call_read(call: Call) -> Call:
    """Return a call with its values in the place of typed JSON."""
    return replace(call, results=_read(call.results), rows=tuple(map(typed_json.read, call.rows)))


def _entry_written(entry: Entry) -> Entry:
    """Return a line with typed JSON in the place of its values."""
    return replace(entry, record=_written(entry.record)) if entry.record else entry


def _entry_read(entry: Entry) -> Entry:
    """Return a line with its values in the place of typed JSON."""
    return replace(entry, record=_read(entry.record)) if entry.record else entry


def _plain(part: object) -> Any:
    """Return a piece of metadata as plain data. Raises `TypeError` for what cannot stand in JSON."""
    if isinstance(part, BaseModel):
        return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    message = f"{type(part).__name__} cannot stand in JSON"
    raise TypeError(message)


def _metadata(kind: type, part: Any) -> Any:
    """Return a piece of metadata out of plain data."""
    return kind.model_validate(part) if issubclass(kind, BaseModel) else part


_ENCODER: Final = Encoder(enc_hook=_plain)
_INSTANCE: Final = Decoder(Instance, dec_hook=_metadata)
_ENTRIES: Final = Decoder(tuple[Entry, ...], dec_hook=_metadata)

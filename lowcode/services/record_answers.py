"""What the use cases of looking at records answer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import pydantic

from engine_forms.field import Json
from lowcode.services.message import Message
from lowcode.services.record_query import Query
from lowcode.services.record_view import RecordView
from lowcode.services.rights import FieldRight


class Page(Message):
    """Records in an order."""

    records: tuple[RecordView, ...]
    """The records."""
    next: str | None
    """Where the next page begins; None at the end."""
    titles: dict[str, str] = pydantic.Field(default_factory=dict)
    """What the records, people and departments that they refer to are called, by id, as far as they may be seen."""


class RecordPage(Message):
    """A record with the records that refer to it."""

    record: RecordView
    """The record."""
    related: dict[str, Page]
    """The first of the records that refer to it, by what they are called; of forms that the reader may see."""


class Count(Message):
    """How many records there are."""

    count: int
    """How many, or the limit."""
    exact: bool
    """Whether there are no more."""


class Revealed(Message):
    """A value that is otherwise masked."""

    value: Json
    """The whole value."""


class Group(Message):
    """The records that have one value."""

    value: Json
    """The value, null for none."""
    text: str
    """What people read."""
    count: int
    """How many records have it."""


class HistoryEntry(Message):
    """Something that happened to a record."""

    id: UUID
    """The key, which grows with time."""
    at: datetime
    """When."""
    version: int
    """The version of the record after it."""
    kind: str
    """What happened: create, update, trash, restore or purge."""
    account_id: UUID | None
    """Who did it; None for the product itself."""
    account_name: str | None
    """What they are called."""
    changes: dict[str, Any]
    """By field, the value before and after, as far as the reader may see the field."""
    cause: dict[str, Any]
    """By which request, rule, flow or import it happened."""


class PastRecord(Message):
    """A record as it was."""

    version: int
    """The version."""
    at: datetime
    """When it became so."""
    values: dict[str, Json]
    """The fields that the reader may see."""


class Reason(Message):
    """A grant, and whether it lets somebody do something with a record."""

    action: str
    """What."""
    role: str
    """By which role."""
    rule: str
    """For which records; empty for all."""
    holds: bool
    """Whether the rule holds for the record."""


class Explanation(Message):
    """Why somebody may do what with a record."""

    reasons: tuple[Reason, ...]
    """All grants of their roles for the form."""
    fields: dict[str, FieldRight]
    """What they may do with the fields of the record."""


class GroupQuery(Message):
    """Which records are to be counted by what."""

    by: Annotated[str, pydantic.Field(min_length=1, max_length=200)]
    """The field."""
    query: Query = Query()
    """Which records."""

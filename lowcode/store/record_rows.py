"""What is written of a record: its values, what the history says, and who writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine_rules.values import Value


@dataclass(frozen=True, slots=True)
class Change:
    """What is recorded about one record in one change."""

    id: UUID
    """The key of the entry."""
    record_id: UUID
    """The record."""
    version: int
    """Its version after the change."""
    kind: str
    """What happened: create, update, trash, restore or purge."""
    changes: Mapping[str, Any]
    """By field, JSON before and after."""
    at: datetime | None = None
    """When, of a change of the past; when its author says otherwise."""

    def document(self) -> dict[str, Any]:
        """Return it as a row of JSON."""
        return {
            "id": str(self.id),
            "record_id": str(self.record_id),
            "version": self.version,
            "kind": self.kind,
            "changes": dict(self.changes),
        }


@dataclass(frozen=True, slots=True)
class Writing:
    """One record that is written."""

    id: UUID
    """The record."""
    version: int
    """Its version afterwards."""
    values: Mapping[str, Value]
    """The values of all stored fields; rows of sub-tables as lists."""
    owner: UUID | None = None
    """Whose it is."""
    department: UUID | None = None
    """The department it belongs to; None for a new record: the main one of who creates it."""
    rows: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    """The rows of the sub-tables that are written, each with its id."""
    made: tuple[datetime, datetime] | None = None
    """When it was made and last changed, of a record of the past; when its author says otherwise."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes records, when and why."""

    at: datetime
    """When."""
    account_id: UUID | None
    """Who."""
    cause: Mapping[str, Any]
    """By which request, rule, flow or import."""

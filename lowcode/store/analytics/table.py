"""`ReplicaTable`: a table of PostgreSQL as the replica keeps it: which columns, and as what."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final

from lowcode.store.record_tables import RowShape

_TYPES: Final[Mapping[str, str]] = {
    "text": "VARCHAR",
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIME",
    "timestamptz": "TIMESTAMPTZ",
    "uuid": "UUID",
    "text[]": "VARCHAR[]",
    "uuid[]": "UUID[]",
}
_MOST_DIGITS: Final = 38
"""Digits that DuckDB's decimals have at the most."""
_LONG: Final = frozenset({"long_text", "rich_text"})
"""Kinds of fields that are read and not counted: their texts stay in PostgreSQL."""
_RECORD: Final = (
    ("id", "uuid"),
    ("version", "bigint"),
    ("created_at", "timestamptz"),
    ("created_by", "uuid"),
    ("updated_at", "timestamptz"),
    ("updated_by", "uuid"),
    ("owner", "uuid"),
    ("department", "uuid"),
    ("trashed_at", "timestamptz"),
)
_ROW: Final = (("id", "uuid"), ("parent_id", "uuid"), ("position", "integer"))
NULL: Final = "\\N"
"""What stands for null in the files that fill the replica."""


@dataclass(frozen=True, slots=True)
class ReplicaColumn:
    """A column: its name, its type in PostgreSQL, and as what DuckDB keeps it."""

    name: str
    storage: str
    type: str


@dataclass(frozen=True)
class ReplicaTable:
    """A table; `id` tells its rows apart."""

    name: str
    columns: tuple[ReplicaColumn, ...]

    @cached_property
    def digest(self) -> str:
        """What changes with the columns."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def created(self) -> str:
        """The columns as DuckDB makes them."""
        return ", ".join(f'"{one.name}" {one.type}' for one in self.columns)

    @cached_property
    def copied(self) -> str:
        """The columns as PostgreSQL writes them into a file."""
        return ", ".join(
            f'CAST(to_json(r."{one.name}") AS text)' if one.storage.endswith("[]") else f'r."{one.name}"'
            for one in self.columns
        )

    @cached_property
    def read(self) -> str:
        """The columns as DuckDB takes them from a file."""
        return ", ".join(
            f'CAST(from_json("{one.name}", \'["VARCHAR"]\') AS {one.type})'
            if one.storage.endswith("[]")
            else f'"{one.name}"'
            for one in self.columns
        )

    @cached_property
    def file_types(self) -> str:
        """The types of the columns in a file, as DuckDB takes them."""
        return ", ".join(
            f"'{one.name}': '{'VARCHAR' if one.storage.endswith('[]') else one.type}'" for one in self.columns
        )

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "ReplicaTable":
        """Return a table out of JSON."""
        return cls(document["name"], tuple(ReplicaColumn(**one) for one in document["columns"]))


def replica_table(shape: RowShape) -> ReplicaTable:
    """Return the records of a form, or the rows of a sub-table, as the replica keeps them.

    Texts that are long, and what has no type by columns, are left out: questions about them go to PostgreSQL.
    """
    columns = list(_plain(_ROW if shape.subtable else _RECORD))
    for kept in shape.fields.values():
        if kept.shape.kind in _LONG:
            continue
        for name, one in zip(kept.names, kept.columns, strict=True):
            if one.storage == "numeric" and one.precision is not None and one.precision <= _MOST_DIGITS:
                columns.append(ReplicaColumn(name, "numeric", f"DECIMAL({one.precision}, {one.scale or 0})"))
            elif one.storage in _TYPES:
                columns.append(ReplicaColumn(name, one.storage, _TYPES[one.storage]))
    return ReplicaTable(shape.table.table.name, tuple(columns))


def _plain(listed: Iterable[tuple[str, str]]) -> Iterable[ReplicaColumn]:
    """Iterate over columns that every table of a sort has."""
    return (ReplicaColumn(name, kind, _TYPES.get(kind, "INTEGER")) for name, kind in listed)


ACCOUNTS: Final = ReplicaTable("account", tuple(_plain((("id", "uuid"), ("display_name", "text"), ("email", "text")))))
"""People as the replica keeps them."""
DEPARTMENTS: Final = ReplicaTable("department", tuple(_plain((("id", "uuid"), ("name", "text"), ("path", "text")))))
"""Departments as the replica keeps them."""

"""`ReplicaTable`: a table of PostgreSQL as the replica keeps it: which columns, and as what."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
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
_RESTLESS: Final = frozenset({"id", "version", "updated_at", "updated_by"})
"""Columns of a record that are not kept beside its rows: the key is there anyway, the others change all the time."""
_ROW: Final = (("id", "uuid"), ("parent_id", "uuid"), ("position", "integer"))
NULL: Final = "\\N"
"""What stands for null in the files that fill the replica."""


@dataclass(frozen=True, slots=True)
class ReplicaColumn:
    """A column: its name, its type in PostgreSQL, and as what DuckDB keeps it."""

    name: str
    storage: str
    type: str


@dataclass(frozen=True, slots=True)
class ReplicaAbove:
    """What rows of a sub-table have of their records: their columns, kept beside those of each row."""

    table: str
    """The table of the records, which has to be in the replica too."""
    columns: tuple[ReplicaColumn, ...]
    """The columns of the records, as they are called there."""


@dataclass(frozen=True)
class ReplicaTable:
    """A table; `id` tells its rows apart."""

    name: str
    columns: tuple[ReplicaColumn, ...]
    above: ReplicaAbove | None = None

    @cached_property
    def digest(self) -> str:
        """What changes with the columns."""
        return hashlib.sha256(json.dumps(self.document(), sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def created(self) -> str:
        """The columns as DuckDB makes them."""
        own = [f'"{one.name}" {one.type}' for one in self.columns]
        return ", ".join(
            own + [f'"{beside(one.name)}" {one.type}' for one in (self.above.columns if self.above else ())]
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns as DuckDB makes them."""
        return (
            *(one.name for one in self.columns),
            *(beside(one.name) for one in (self.above.columns if self.above else ())),
        )

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
        above = document["above"]
        return cls(
            document["name"],
            tuple(ReplicaColumn(**one) for one in document["columns"]),
            above and ReplicaAbove(above["table"], tuple(ReplicaColumn(**one) for one in above["columns"])),
        )


def beside(column: str) -> str:
    """Return what a column of a record is called beside the rows of a sub-table."""
    return f"^{column}"


def replica_table(shape: RowShape, above: RowShape | None = None) -> ReplicaTable:
    """Return the records of a form, or the rows of a sub-table beside those of `above`, as the replica keeps them.

    Texts that are long, and what has no type by columns, are left out: questions about them go to PostgreSQL.
    """
    columns = (*_plain(_ROW if shape.subtable else _RECORD), *_columns(shape))
    found = None if above is None else ReplicaAbove(above.table.table.name, tuple(beside_columns(above)))
    return ReplicaTable(shape.table.table.name, columns, found)


def beside_columns(shape: RowShape) -> Iterator[ReplicaColumn]:
    """Iterate over the columns of records that are kept beside the rows of their sub-tables.

    What changes with every change of a record is not: all its rows would have to be written again.
    """
    yield from _plain(one for one in _RECORD if one[0] not in _RESTLESS)
    yield from (one for one in _columns(shape) if not one.storage.endswith("[]"))


def _columns(shape: RowShape) -> Iterator[ReplicaColumn]:
    """Iterate over the columns of fields that the replica keeps."""
    for kept in shape.fields.values():
        if kept.shape.kind in _LONG:
            continue
        for name, one in zip(kept.names, kept.columns, strict=True):
            if one.storage == "numeric" and one.precision is not None and one.precision <= _MOST_DIGITS:
                yield ReplicaColumn(name, "numeric", f"DECIMAL({one.precision}, {one.scale or 0})")
            elif one.storage in _TYPES:
                yield ReplicaColumn(name, one.storage, _TYPES[one.storage])


def _plain(listed: Iterable[tuple[str, str]]) -> Iterable[ReplicaColumn]:
    """Iterate over columns that every table of a sort has."""
    return (ReplicaColumn(name, kind, _TYPES.get(kind, "INTEGER")) for name, kind in listed)


ACCOUNTS: Final = ReplicaTable("account", tuple(_plain((("id", "uuid"), ("display_name", "text"), ("email", "text")))))
"""People as the replica keeps them."""
DEPARTMENTS: Final = ReplicaTable("department", tuple(_plain((("id", "uuid"), ("name", "text"), ("path", "text")))))
"""Departments as the replica keeps them."""

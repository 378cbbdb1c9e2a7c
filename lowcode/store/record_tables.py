"""`RecordTables`: the tables of an app's forms as statements write them, and as expressions read them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_forms import column as forms_column
from engine_forms.field import Field
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from engine_forms.system import IDS
from engine_rules import types as t
from engine_rules.targets.sql.source import Column, Reference, Subtable, Table
from engine_rules.temporal import Time
from engine_rules.values import Value
from lowcode.store.form_tables import SEARCH, FormTable, form_tables, rows_of

_TYPES: Final[Mapping[str, t.Type]] = {
    "text": t.STRING,
    "numeric": t.NUMBER,
    "bigint": t.NUMBER,
    "boolean": t.BOOLEAN,
    "date": t.DATE,
    "time": t.TIME,
    "timestamptz": t.DATE_TIME,
    "uuid": t.STRING,
    "text[]": t.ListType(t.STRING),
    "uuid[]": t.ListType(t.STRING),
}
"""The types in expressions of what is kept in one column."""
_MEMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    "address": {"_code": "code", "_detail": "detail"},
    "location": {"_latitude": "latitude", "_longitude": "longitude", "_label": "label"},
}
"""The members of values that are kept in several columns, by the suffix of the column."""

ACCOUNT: Final = Table(
    "account",
    {
        "id": Column("id", t.STRING, nullable=False, uuid=True),
        "name": Column("display_name", t.STRING, nullable=False),
        "email": Column("email", t.STRING),
    },
)
"""People as expressions see them in the database."""
DEPARTMENT: Final = Table(
    "department",
    {
        "id": Column("id", t.STRING, nullable=False, uuid=True),
        "name": Column("name", t.STRING, nullable=False),
        "path": Column("path", t.STRING, nullable=False, by_code_point=True),
    },
)
"""Departments as expressions see them in the database."""
FILE: Final = Table("file", {"id": Column("id", t.STRING, nullable=False, uuid=True)})
"""Files as expressions see them in the database."""
_PEOPLE: Final = {"user": ACCOUNT, "department": DEPARTMENT, "file": FILE}
_SYSTEM: Final[Mapping[str, Column]] = {
    "id": Column("id", t.STRING, nullable=False, uuid=True),
    "version": Column("version", t.NUMBER, nullable=False, integer=True, digits=(19, 0)),
    "created at": Column("created_at", t.DATE_TIME, nullable=False),
    "updated at": Column("updated_at", t.DATE_TIME, nullable=False),
}
"""What every record has besides ids of people and departments."""
KEPT_SYSTEM: Final = (
    "id", "version", "created_at", "created_by", "updated_at", "updated_by", "owner", "department", "trashed_at",
)  # fmt: skip
"""The columns of every record."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A field with the columns that keep it."""

    shape: Field
    """The field that says how values are stored."""
    names: tuple[str, ...]
    """The names of its columns."""
    columns: tuple[forms_column.Column, ...]
    """What is kept in each."""

    def read(self, row: asyncpg.Record) -> Value:
        """Return the value in a row."""
        return self.shape.from_columns(tuple(row[name] for name in self.names))

    def write(self, value: Value, row: dict[str, Any]) -> None:
        """Put a value into a row, as JSON that PostgreSQL reads into the columns."""
        for name, one, part in zip(self.names, self.columns, self.shape.to_columns(value), strict=True):
            row[name] = json.loads(part) if one.storage == "jsonb" and isinstance(part, str) else plain(part)


@dataclass(frozen=True)
class RowShape:
    """How the records of a form, or the rows of a sub-table, are kept."""

    form: str
    subtable: str
    table: FormTable
    fields: Mapping[str, Kept] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the table as SQL."""
        return f'"{self.table.table.name}"'

    @property
    def searchable(self) -> bool:
        """Return whether there is a column for the search."""
        return SEARCH in self.table.table.c

    @cached_property
    def stored_columns(self) -> tuple[str, ...]:
        """Return the columns of the fields."""
        return tuple(name for one in self.fields.values() for name in one.names)

    @cached_property
    def definition(self) -> str:
        """Return the columns of the fields with their types, as a column definition list."""
        listed = [
            f'"{name}" {each.sql}'
            for one in self.fields.values()
            for name, each in zip(one.names, one.columns, strict=True)
        ]
        return ", ".join(listed)

    def selected(self, alias: str = "r") -> str:
        """Return the columns of the fields for a SELECT list; JSON comes as text."""
        listed = []
        for one in self.fields.values():
            for name, each in zip(one.names, one.columns, strict=True):
                cast = "::text" if each.storage == "jsonb" else ""
                listed.append(f'{alias}."{name}"{cast} AS "{name}"' if cast else f'{alias}."{name}"')
        return ", ".join(listed)

    def values(self, row: asyncpg.Record) -> dict[str, Value]:
        """Return the values of the fields in a row."""
        return {name: one.read(row) for name, one in self.fields.items()}

    def document(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """Return values as a row of JSON."""
        row: dict[str, Any] = {}
        for name, one in self.fields.items():
            one.write(values.get(name), row)
        return row


class RecordTables:
    """The tables of the forms that an app knows, its own and those of apps connected with it, in one version of it."""

    def __init__(self, app: str, forms: FormSet) -> None:
        """Take the name of the app and its forms."""
        self.app = app
        self.forms = forms
        self.shapes: dict[tuple[str, str], RowShape] = {}
        for table in form_tables(app, rows_of(forms, list(forms.forms))):
            kept = {
                one.name: Kept(one.field, table.columns[one.name], one.field.columns()) for one in table.rows.fields
            }
            self.shapes[table.rows.form, table.rows.subtable] = RowShape(
                table.rows.form, table.rows.subtable, table, kept
            )
        self._sources: dict[str, Table] = {}

    def shape(self, form: str, subtable: str = "") -> RowShape:
        """Return how the records of a form, or the rows of one of its sub-tables, are kept."""
        return self.shapes[form, subtable]

    def subtables(self, form: str) -> Iterator[RowShape]:
        """Iterate over the sub-tables of a form that have rows of their own."""
        return (one for (name, subtable), one in self.shapes.items() if name == form and subtable)

    def source(self, form: str) -> Table:
        """Return a form's records as expressions read them in SQL."""
        if form in _PEOPLE:
            return _PEOPLE[form]
        if form not in self._sources:
            shape = self.shapes[form, ""]
            references = {
                name: Reference(name.replace(" ", "_"), _PEOPLE[target], uuid=True) for name, target in IDS.items()
            }
            subtables = {one.subtable: Subtable(self.row_source(one)) for one in self.subtables(form)}
            subtables |= self._related(form)
            self._sources[form] = self._table(shape, dict(_SYSTEM), references, subtables)
        return self._sources[form]

    def row_source(self, shape: RowShape) -> Table:
        """Return the rows of a sub-table as expressions read them."""
        system = {"id": _SYSTEM["id"]}
        return self._table(shape, system, {}, {})

    def _table(
        self,
        shape: RowShape,
        columns: dict[str, Column],
        references: dict[str, Reference],
        subtables: dict[str, Subtable],
    ) -> Table:
        """Return a table with the columns of the fields."""
        contexts: dict[str, dict[str, Column]] = {}
        for name, one in shape.fields.items():
            if isinstance(one.shape, IdField):
                if one.shape.several:
                    contexts[name] = {"id": Column(one.names[0], t.ListType(t.STRING), uuid=True)}
                elif one.shape.target in _PEOPLE or (one.shape.target, "") in self.shapes:
                    target = one.shape.target
                    references[name] = Reference(one.names[0], lambda target=target: self.source(target), uuid=True)  # type: ignore[misc]
            elif len(one.columns) == 1 and one.columns[0].storage in _TYPES:
                columns[name] = _column(one.names[0], one.columns[0])
            elif one.shape.kind in _MEMBERS:
                members = _MEMBERS[one.shape.kind]
                contexts[name] = {
                    members[each.suffix]: _column(title, each)
                    for title, each in zip(one.names, one.columns, strict=True)
                }
            elif one.shape.kind == "date_range":
                contexts[name] = {
                    end: _column(title, each)
                    for end, title, each in zip(("start", "end"), one.names, one.columns, strict=True)
                }
        return Table(shape.table.table.name, columns, references, subtables, contexts=contexts)

    def _related(self, form: str) -> dict[str, Subtable]:
        """Return the records of other forms that refer to those of a form, by what they are called there."""
        found: dict[str, Subtable] = {}
        pairs = [
            (reference.inverse or "", other.name, reference.name) for other, reference in self.forms.inverses(form)
        ]
        pairs += [
            (one.name, one.form, one.reference or "")
            for one in self.forms.forms[form].fields
            if isinstance(one, SubtableField) and one.form is not None
        ]
        for name, other, reference in pairs:
            known = self.forms.shaped(other, reference)
            if (other, "") in self.shapes and isinstance(known, ReferenceField) and not known.several:
                found[name] = Subtable(
                    lambda other=other: self.source(other),  # type: ignore[misc]
                    self.shapes[other, ""].fields[reference].names[0],
                    order=("id",),
                    absent="trashed_at",
                )
        return found


def _column(name: str, one: forms_column.Column) -> Column:
    """Return a column as expressions read it."""
    digits = (one.precision - (one.scale or 0), one.scale or 0) if one.precision is not None else None
    whole = one.storage == "bigint"
    return Column(
        name,
        _TYPES[one.storage],
        integer=whole,
        digits=(19, 0) if whole else digits,
        uuid=one.storage in {"uuid", "uuid[]"},
    )


def plain(part: Any) -> Any:
    """Return what is stored in a column as JSON that PostgreSQL reads into it."""
    if part is None or isinstance(part, str | bool | int):
        return part
    if isinstance(part, list):
        return [plain(one) for one in part]
    if isinstance(part, datetime):
        return part.astimezone(UTC).isoformat()
    if isinstance(part, date | time):
        return part.isoformat()
    if isinstance(part, Decimal):
        return format(part, "f")
    assert isinstance(part, UUID | Time)
    return str(part)


def reachable(route: tuple[str, ...], table: Table) -> bool:
    """Return whether what a route names is kept in tables, so that SQL can read it."""
    place = table
    for position, name in enumerate(route):
        rest = route[position + 1 :]
        if name in place.columns:
            return not rest or place.columns[name].type in {t.DATE, t.DATE_TIME, t.TIME}
        if name in place.contexts:
            return bool(rest) and rest[0] in place.contexts[name]
        if name in place.references:
            place = place.references[name].target()
        elif name in place.subtables:
            place = place.subtables[name].target()
        else:
            return False
    return True

"""`Reached`: a field of a record that another refers to, `customer.level`, as SQL under the rights of who asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_forms.field import Field, Json
from engine_forms.identity import IdField
from engine_forms.system import IDS, RECORD
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.access import FormAccess
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import FIELD_NOT_READ, NOT_QUERIED
from lowcode.store.bound import Bound
from lowcode.store.record_tables import Kept

MOST_HOPS: Final = 3
"""Over how many references a field is reached."""
_NOBODY: Final = "FALSE"
_ALL: Final = "TRUE"
_PEOPLE: Final[Mapping[str, Mapping[str, str]]] = {
    "user": {"name": "display_name"},
    "department": {"name": "name", "path": "path"},
}
"""What is shown of people and departments, with the columns."""
_TABLES: Final[Mapping[str, str]] = {"user": "account", "department": "department"}
_SYSTEM_TYPES: Final[Mapping[str, str]] = {
    "version": "bigint",
    "created at": "timestamptz",
    "updated at": "timestamptz",
}


@dataclass(frozen=True, slots=True)
class Reached:
    """What dotted names lead to; null wherever the reader may not see a step of the way."""

    name: str
    """The names with dots."""
    sql: tuple[str, ...]
    """The value as SQL over the record `r`, a text for each column that keeps it."""
    types: tuple[str, ...]
    """The types of the columns."""
    kept: Kept | None = None
    """The field at the end; None for what every record has, and for what is known of people."""
    target: str | None = None
    """What an id at the end leads to: a form, `user` or `department`."""

    @property
    def shape(self) -> Field | None:
        """Return the field at the end."""
        return None if self.kept is None else self.kept.shape

    def selected(self, place: int) -> str:
        """Return its columns for a SELECT list, with a comma before each."""
        casts = ["::text" if one == "jsonb" else "" for one in self.types]
        return "".join(
            f", ({sql}){cast} AS via_{place}_{at}" for at, (sql, cast) in enumerate(zip(self.sql, casts, strict=True))
        )

    def ids(self, rows: Iterable[asyncpg.Record], place: int) -> list[UUID]:
        """Return the ids in rows, of which titles are wanted."""
        if self.target is None:
            return []
        parts = (row[f"via_{place}_0"] for row in rows)
        return sorted(
            {one for part in parts for one in (part if isinstance(part, list) else [part]) if one is not None}
        )

    def value(self, row: asyncpg.Record, place: int) -> Json:
        """Return the value in a row as JSON."""
        parts = tuple(row[f"via_{place}_{at}"] for at in range(len(self.sql)))
        if self.kept is not None:
            return self.kept.shape.to_json(self.kept.shape.from_columns(parts))
        part: Any = parts[0]
        if part is None or isinstance(part, int | bool):
            return part
        return part.isoformat().replace("+00:00", "Z") if hasattr(part, "isoformat") else str(part)


def reached(app: RecordApp, access: FormAccess, bound: Bound, name: str, path: str) -> Reached | Diagnostic:
    """Return a field that dotted names lead to, or why there is none for the reader.

    Each step asks the compiler of access: whether the reference may be seen, and the record that it leads to.
    """
    *before, last = name.split(".")
    if not 1 <= len(before) <= MOST_HOPS:
        return NOT_QUERIED.report(None, path, name=name)
    form, alias, present = access.form, "r", access
    joined: list[str] = []
    conditions: list[str] = []
    for at, step in enumerate(before, 1):
        through = _reference(app, form, step)
        if through is None:
            return NOT_QUERIED.report(None, path, name=name)
        column, target = through
        conditions.append(_ALL if step in RECORD else present.readable(step, bound))
        following = f"x{at}"
        if target in _PEOPLE:
            if at < len(before) or last not in _PEOPLE[target]:
                return NOT_QUERIED.report(None, path, name=name)
            joined.append(_joined(_TABLES[target], following, f'{alias}."{column}"'))
            return _person(name, joined, conditions, f"{following}.{_PEOPLE[target][last]}", path)
        if not app.keeps(target):
            return NOT_QUERIED.report(None, path, name=name)
        present = app.access.of(access.reader, target, following)
        conditions.append(present.predicate("see", bound))
        joined.append(_joined(app.tables.shape(target).name, following, f'{alias}."{column}"'))
        form, alias = target, following
    conditions.append(_ALL if last in RECORD else present.readable(last, bound))
    return _field(app, form, alias, name, (joined, conditions), path)


def _field(
    app: RecordApp, form: str, alias: str, name: str, way: tuple[list[str], list[str]], path: str
) -> Reached | Diagnostic:
    """Return the field at the end of a way."""
    last = name.rpartition(".")[2]
    joined, conditions = way
    if _NOBODY in conditions:
        return FIELD_NOT_READ.report(None, path, name=name)
    if last in IDS or last == "id":
        sql = _scalar(joined, conditions, f'{alias}."{last.replace(" ", "_")}"')
        return Reached(name, (sql,), ("uuid",), target=IDS.get(last))
    if last in _SYSTEM_TYPES:
        sql = _scalar(joined, conditions, f'{alias}."{last.replace(" ", "_")}"')
        return Reached(name, (sql,), (_SYSTEM_TYPES[last],))
    kept = app.tables.shape(form).fields.get(last)
    if kept is None:
        return NOT_QUERIED.report(None, path, name=name)
    sqls = tuple(_scalar(joined, conditions, f'{alias}."{column}"') for column in kept.names)
    target = kept.shape.target if isinstance(kept.shape, IdField) else None
    return Reached(name, sqls, tuple(one.storage for one in kept.columns), kept, target)


def _person(name: str, joined: list[str], conditions: list[str], column: str, path: str) -> Reached | Diagnostic:
    """Return what is known of a person or department at the end of a way."""
    if _NOBODY in conditions:
        return FIELD_NOT_READ.report(None, path, name=name)
    return Reached(name, (_scalar(joined, conditions, column),), ("text",))


def _reference(app: RecordApp, form: str, step: str) -> tuple[str, str] | None:
    """Return the column of a reference to one record, and what it leads to; None for what is none."""
    if step in IDS:
        return step.replace(" ", "_"), IDS[step]
    kept = app.tables.shape(form).fields.get(step)
    if kept is None or not isinstance(kept.shape, IdField) or kept.shape.several:
        return None
    return kept.names[0], kept.shape.target


def _joined(table: str, alias: str, column: str) -> str:
    """Return one step of the way."""
    return f"{table} AS {alias} ON {alias}.id = {column}"


def _scalar(joined: list[str], conditions: list[str], column: str) -> str:
    """Return the value at the end of a way: null where a step is missing or may not be seen."""
    first, *others = joined
    table, _, on = first.partition(" ON ")
    more = "".join(f" JOIN {one}" for one in others)
    wanted = " AND ".join([on, *dict.fromkeys(one for one in conditions if one != _ALL)])
    return f"(SELECT {column} FROM {table}{more} WHERE {wanted})"

"""`Query`: which records somebody wants to see, and the SQL that it becomes under their rights."""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Final

import pydantic

from engine_forms.filters import AnyFilter, WrongFilter, compiled
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from engine_forms.system import IDS, PEOPLE, RECORD
from engine_rules.expression import Expression
from engine_rules.reads import Route
from engine_rules.targets.sql.query import SqlQuery, compile_sql
from engine_rules.targets.sql.source import Source
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.services.access import FormAccess
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import FIELD_NOT_READ, NOT_QUERIED, WRONG_CURSOR
from lowcode.services.record_routes import Reached, reached
from lowcode.store import search_text
from lowcode.store.bound import Bound
from lowcode.store.record_tables import reachable

MOST_RECORDS: Final = 500
"""The most records of a page."""
MOST_GROUPS: Final = 1_000
"""The most groups of a count."""
_MOST_SORTS: Final = 4
_UNORDERED: Final = frozenset({"jsonb", "text[]", "uuid[]"})
"""What is kept in no order that people would know."""


class Sort(Message):
    """One criterion of an order."""

    by: Annotated[str, pydantic.Field(min_length=1, max_length=200)]
    """The field, one of a record that it refers to (`customer.level`), or `created at` and what every record has."""
    descending: bool = False
    """Whether the greatest comes first; records without a value always come last."""


class Query(Message):
    """Which records of a form somebody wants to see."""

    filter: AnyFilter | None = None
    """Which; all if nothing is said."""
    search: Annotated[str, pydantic.Field(max_length=200)] = ""
    """Words that they contain in a searchable field."""
    sort: Annotated[tuple[Sort, ...], pydantic.Field(max_length=_MOST_SORTS)] = ()
    """The order; the newest first if nothing is said."""
    limit: Annotated[int, pydantic.Field(ge=1, le=MOST_RECORDS)] = 50
    """The most records of the answer."""
    after: Annotated[str, pydantic.Field(max_length=4_000)] | None = None
    """Where the page begins: `next` of the one before."""
    trashed: bool = False
    """Whether the records in the trash are meant instead."""
    through: Annotated[tuple[Annotated[str, pydantic.Field(max_length=200)], ...], pydantic.Field(max_length=30)] = ()
    """Fields of the records referred to, `customer.level`, that the answer holds among the values besides."""


@dataclass(frozen=True, slots=True)
class Key:
    """One criterion of an order as SQL."""

    sql: str
    """The value; null comes last."""
    type: str
    """The type in SQL, of the values in a cursor."""
    descending: bool


@dataclass(slots=True)
class Where:
    """The conditions of a statement over the records of a form, with the values bound in it."""

    app: RecordApp
    access: FormAccess
    bound: Bound = field(default_factory=Bound)
    parts: list[str] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def form(self) -> str:
        """Return the form."""
        return self.access.form

    @property
    def sql(self) -> str:
        """Return all conditions together."""
        return " AND ".join(self.parts) or "TRUE"

    def seen(self, query: Query, action: str = "see") -> None:
        """Restrict to what the query wants and the reader may see, or do something with. Raises `Invalid`."""
        self.parts.append(f"r.trashed_at IS {'NOT ' if query.trashed else ''}NULL")
        self.permitted("see")
        if query.trashed:
            self.permitted("delete")
        elif action != "see":
            self.permitted(action)
        if query.filter is not None:
            self.filtered(query.filter)
        if query.search.strip():
            self.searched(query.search)
        if self.problems:
            message = "the query is not accepted"
            raise Invalid(message, self.problems)

    def permitted(self, action: str) -> None:
        """Restrict to the records with which the reader may do something."""
        predicate = self.access.predicate(action, self.bound)
        if predicate != "TRUE":
            self.parts.append(predicate)

    def filtered(self, wanted: AnyFilter) -> None:
        """Restrict to what passes a filter, and to records in which the reader may see all that it reads."""
        try:
            text = compiled(wanted, self.app.forms, self.form)
        except WrongFilter as wrong:
            self.problems += [one.at("/filter") for one in wrong.diagnostics]
            return
        found = self.app.forms.expression(text, self.form)
        if not self.may_read(found.reads, "/filter"):
            return
        made = self.compiled(found, condition=True)
        if made.text is None:
            self.problems += [one.at("/filter") for one in made.diagnostics]
        else:
            self.parts.append(f"({self.bound.query(made)})")

    def compiled(self, found: Expression, *, condition: bool = False) -> SqlQuery:
        """Return an expression over the record as SQL."""
        values = {"current user": dict(self.access.reader.user), "is new": False}
        source = Source(self.app.tables.source(self.form), "r", values, zone=clock.zone())
        return compile_sql(found, source, "postgres", condition=condition)

    def may_read(self, reads: Iterable[Route], path: str) -> bool:
        """Return whether routes can be read, and add the conditions that the reader may; reports what cannot."""
        before = len(self.problems)
        table = self.app.tables.source(self.form)
        for route in sorted(reads):
            if route[0] in {"current user", "is new"}:
                continue
            name = ".".join(route)
            if not reachable(route, table):
                self.problems.append(NOT_QUERIED.report(None, path, name=name))
            elif not all(self._allowed(route)):
                self.problems.append(FIELD_NOT_READ.report(None, path, name=name))
        return len(self.problems) == before

    def _allowed(self, route: Route) -> Iterator[bool]:
        """Iterate over whether the reader may read each part of a route; what depends on the record is required."""
        if self.access.reader.everything:
            return
        yield self._require(self.access, route[0], self.parts)
        forms, form = self.app.forms, self.form
        written = forms.forms[form].field(route[0])
        row = getattr(written, "fields", None)
        if row and getattr(written, "form", None) is None:
            if len(route) > 1 and route[1] != "id":
                yield self._require(self.access, f"{route[0]}.{route[1]}", self.parts)
            route, reference = route[1:], next((one for one in row if len(route) > 1 and one.name == route[1]), None)
            yield reference is None or len(route) < 3 or route[1] == "id" or not _to_form(reference, forms)
            return
        yield from self._allowed_beyond(route)

    def _allowed_beyond(self, route: Route) -> Iterator[bool]:
        """Iterate over whether the reader may read what a route names in the records that it leads to."""
        form, first = self.form, True
        rows = self.app.forms.vocabulary(form).rows_of(route[0])
        if rows is not None and rows.form is not None:
            # To ask for those that refer to a record tells of the ones that one may not see, and whom they refer to.
            other = self.app.access.of(self.access.reader, rows.form)
            yield other.always("see") and other.readable(rows.reference or "", Bound()) == "TRUE"
        for name, following in pairwise(route):
            target = _target(self.app.forms, form, name)
            if target is None or following == "id":
                return
            if not self.app.keeps(target):
                return
            reference = self.app.tables.source(form).references.get(name)
            if first and reference is not None:
                yield self._target_allowed(target, reference.column, following)
            else:
                other = self.app.access.of(self.access.reader, target)
                yield other.always("see") and other.readable(following, Bound()) == "TRUE"
            form, first = target, False

    def _target_allowed(self, target: str, column: str, name: str) -> bool:
        """Require that the reader may see the record referred to and a field of it; null where there is none."""
        other = self.app.access.of(self.access.reader, target, "x")
        conditions: list[str] = []
        seen = other.predicate("see", self.bound)
        if not self._require(other, name, conditions) or seen == "FALSE":
            return False
        conditions.append(seen)
        wanted = [one for one in conditions if one != "TRUE"]
        if wanted:
            table = self.app.tables.shape(target).name
            self.parts.append(
                f'(r."{column}" IS NULL OR EXISTS (SELECT FROM {table} AS x WHERE x.id = r."{column}" '
                f"AND {' AND '.join(wanted)}))"
            )
        return True

    def _require(self, access: FormAccess, name: str, parts: list[str]) -> bool:
        """Require that the reader may see a field whole; return whether there can be such a record."""
        condition = access.readable(name, self.bound)
        if condition not in {"TRUE", "FALSE"} and condition not in parts:
            parts.append(condition)
        return condition != "FALSE"

    def searched(self, text: str) -> None:
        """Restrict to the records that contain words in a searchable field that the reader may see."""
        shape = self.app.tables.shape(self.form)
        wanted = search_text.query(text)
        if not shape.searchable or wanted is None:
            self.parts.append("FALSE")
            return
        self.parts.append(f"r.search @@ {self.bound.put(wanted)}::text::tsquery")
        fields = [one for one in shape.fields.values() if one.shape.searchable]
        conditions = {one.shape.name: self.access.readable(one.shape.name, self.bound) for one in fields}
        if all(one == "TRUE" for one in conditions.values()):
            return
        # The index knows all searchable fields together: what it finds counts only in a field that may be seen.
        for run in search_text.runs(text):
            sought = self.bound.put(run)
            places = [
                f"({conditions[one.shape.name]} AND strpos({_folded(name)}, {sought}) > 0)"
                for one in fields
                for name in one.names
                if conditions[one.shape.name] != "FALSE"
            ]
            self.parts.append(f"({' OR '.join(places) or 'FALSE'})")

    # --- order --------------------------------------------------------------------------------------------------------

    def keys(self, sorts: Sequence[Sort]) -> list[Key]:
        """Return the criteria of an order, the id last. Raises `Invalid`."""
        found = [self._key(one, f"/sort/{at}/by") for at, one in enumerate(sorts)]
        if self.problems:
            message = "the query is not accepted"
            raise Invalid(message, self.problems)
        descending = sorts[-1].descending if sorts else True
        return [*(one for one in found if one is not None), Key("r.id", "uuid", descending=descending)]

    def _key(self, one: Sort, path: str) -> Key | None:
        """Return one criterion, null for records in which the reader may not see it; None with a report if refused."""
        made = self._titled(one.by) or self.operand(one.by, path)
        if made is None:
            return None
        sql, kind = made
        return Key(sql, kind, one.descending)

    def _titled(self, name: str) -> tuple[str, str] | None:
        """Return what a reference leads to is called, as people expect the order; None where that is no field."""
        if "." in name:
            return None
        kept = self.app.tables.shape(self.form).fields.get(name)
        target = IDS.get(name)
        if kept is not None and isinstance(kept.shape, IdField) and not kept.shape.several:
            target = kept.shape.target
        if target is None:
            return None
        title: str | None = "name"
        if target not in PEOPLE:
            title = self.app.forms.forms[target].title_expression if target in self.app.forms.forms else None
        found = None if title is None else reached(self.app, self.access, self.bound, f"{name}.{title}", "")
        return (found.sql[0], "text") if isinstance(found, Reached) and found.types == ("text",) else None

    def operand(self, name: str, path: str) -> tuple[str, str] | None:
        """Return a field as SQL with its type, null where the reader may not see it; None with a report if refused."""
        if "." in name:
            found = reached(self.app, self.access, self.bound, name, path)
            if isinstance(found, Diagnostic):
                self.problems.append(found)
                return None
            if found.types[0] in _UNORDERED:
                self.problems.append(NOT_QUERIED.report(None, path, name=name))
                return None
            return found.sql[0], found.types[0]
        column = _plain_column(self.app, self.form, name)
        if column is None:
            self.problems.append(NOT_QUERIED.report(None, path, name=name))
            return None
        condition = "TRUE" if name in RECORD else self.access.readable(name, self.bound)
        if condition == "FALSE":
            self.problems.append(FIELD_NOT_READ.report(None, path, name=name))
            return None
        sql, kind = column
        return (sql if condition == "TRUE" else f"CASE WHEN {condition} THEN {sql} END"), kind

    def through(self, names: Sequence[str]) -> list[Reached]:
        """Return fields of the records referred to that the reader may see. Raises `Invalid` for what is none."""
        found: list[Reached] = []
        for at, name in enumerate(names):
            one = reached(self.app, self.access, self.bound, name, f"/through/{at}")
            if isinstance(one, Reached):
                found.append(one)
            elif one.code != FIELD_NOT_READ.code:
                self.problems.append(one)
        if self.problems:
            message = "the query is not accepted"
            raise Invalid(message, self.problems)
        return found

    def after(self, keys: Sequence[Key], values: Sequence[str | None]) -> None:
        """Restrict to the records behind the values of a cursor."""
        if len(keys) <= 2 and None not in values:
            # PostgreSQL finds the place of such a pair in an index; where nulls are is left to the caller.
            sign = "<" if keys[0].descending else ">"
            given = ", ".join(f"{self.bound.put(one)}::text::{key.type}" for key, one in zip(keys, values, strict=True))
            self.parts.append(f"({', '.join(key.sql for key in keys)}) {sign} ({given})")
            return
        steps: list[str] = []
        same: list[str] = []
        for key, value in zip(keys, values, strict=True):
            if value is None:
                behind = "FALSE"
                alike = f"{key.sql} IS NULL"
            else:
                given = f"{self.bound.put(value)}::text::{key.type}"
                ordered = f"{key.sql} {'<' if key.descending else '>'} {given}"
                behind = ordered if key.sql == "r.id" else f"({ordered} OR {key.sql} IS NULL)"
                alike = f"{key.sql} = {given}"
            steps.append(" AND ".join([*same, behind]))
            same.append(alike)
        self.parts.append("(" + " OR ".join(f"({one})" for one in steps) + ")")


def order(keys: Sequence[Key], *, nulls: bool = True) -> str:
    """Return an ORDER BY; without `nulls` there are none among the values."""
    return ", ".join(
        f"{key.sql} {'DESC' if key.descending else 'ASC'}{' NULLS LAST' if nulls and key.sql != 'r.id' else ''}"
        for key in keys
    )


def _folded(column: str) -> str:
    """Return a column as text without differences of width and case."""
    return f"lower(normalize(coalesce(r.\"{column}\"::text, ''), NFKC))"


def cursor(values: Sequence[Any]) -> str:
    """Return the place behind a record, of which the values of the criteria are given."""
    return base64.urlsafe_b64encode(json.dumps([_written(one) for one in values]).encode()).decode().rstrip("=")


def read_cursor(text: str, count: int) -> list[str | None]:
    """Return the values in a cursor. Raises `Invalid` for what is none."""
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        found = None
    if not isinstance(found, list) or len(found) != count or not all(isinstance(one, str | None) for one in found):
        message = "the page cannot be continued from here"
        raise Invalid(message, [WRONG_CURSOR.report(path="/after")])
    return found


def _written(value: Any) -> str | None:
    """Return a value of a criterion as text that PostgreSQL reads."""
    if value is None:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _plain_column(app: RecordApp, form: str, name: str) -> tuple[str, str] | None:
    """Return the only column of a field, or of what every record has, with its type; None for other fields."""
    if name in IDS or name == "id":
        return f"r.{name.replace(' ', '_')}", "uuid"
    if name in RECORD:
        return f"r.{name.replace(' ', '_')}", "bigint" if name == "version" else "timestamptz"
    kept = app.tables.shape(form).fields.get(name)
    if kept is None or kept.columns[0].storage in _UNORDERED:
        return None
    # Of several columns the first says the most: the beginning of a period, the region of an address.
    return f'r."{kept.names[0]}"', kept.columns[0].storage


def _target(forms: FormSet, form: str, name: str) -> str | None:
    """Return the form that a name leads to, None for what is no reference."""
    if name in IDS:
        return IDS[name]
    rows = forms.vocabulary(form).rows_of(name)
    if rows is not None and rows.form is not None:
        return rows.form
    written = forms.shaped(form, name)
    return getattr(written, "target", None)


def _to_form(one: Any, forms: FormSet) -> bool:
    """Return whether a field refers to records of a form."""
    return getattr(one, "target", None) in forms.forms


__all__ = ["Query", "Sort", "Where", "cursor", "order", "read_cursor"]

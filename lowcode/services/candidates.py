"""Candidates: the records that a reference offers, found by the database under the rights of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import pydantic

from engine_forms.field import Field, Json
from engine_rules.expression import Expression
from engine_rules.targets.sql.query import compile_sql
from engine_rules.targets.sql.source import Source
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.names import Name
from lowcode.services.access import FormAccess
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Where
from lowcode.store import search_text
from lowcode.store.statement import Connection

MOST_OFFERED: Final = 100
"""The most candidates of an answer."""
_LONGEST_WAY: Final = 10_000
"""The most candidates that are passed over."""
_TELLING: Final = ("serial_number", "phone", "credit_code", "email", "barcode", "text")
"""The kinds of fields that tell records with the same title apart."""

Place = Annotated[str, pydantic.Field(max_length=120)]
"""A field, or a sub-table and a field of its rows: `lines/product`."""


class Wanted(Message):
    """What is looked for in a field that refers to something."""

    place: Place
    """The field."""
    search: Annotated[str, pydantic.Field(max_length=200)] = ""
    """A part of what it is called, or words of its searchable fields; all if nothing is said."""
    record: dict[str, Any] = pydantic.Field(default={})
    """The values of the record as they are on the page; for a row its own, with those of the record under `parent`."""
    ids: Annotated[tuple[UUID, ...], pydantic.Field(max_length=MOST_OFFERED)] = ()
    """Only these, such as those chosen before; any if nothing is said."""
    columns: Annotated[tuple[Name, ...], pydantic.Field(max_length=12)] = ()
    """The fields whose values are wanted too."""
    skip: Annotated[int, pydantic.Field(ge=0, le=_LONGEST_WAY)] = 0
    """How many are passed over."""
    limit: Annotated[int, pydantic.Field(ge=1, le=MOST_OFFERED)] = 20
    """The most of the answer."""


class Offer(Message):
    """Something that can be chosen."""

    id: UUID
    """Its key."""
    title: str
    """What it is called."""
    note: str = ""
    """What tells it from others with the same title."""
    values: dict[str, Json] = pydantic.Field(default={})
    """The wanted columns, as far as the reader may see them."""
    stale: bool = False
    """Whether some of this is not up to date: a job is computing it anew."""


class Offered(Message):
    """What can be chosen."""

    candidates: tuple[Offer, ...]
    """Some of it."""
    more: bool = False
    """Whether there is more behind."""
    titles: dict[str, str] = pydantic.Field(default={})
    """What the records and people in the columns are called, by id."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filter of a reference with what it is about."""

    condition: Expression
    """The filter, over a candidate and the `record` that is to refer to it."""
    record: Mapping[str, Value]
    """What it sees of that record."""


async def candidate_ids(
    connection: Connection,
    app: RecordApp,
    access: FormAccess,
    wanted: Wanted,
    narrowing: Narrowing | None,
) -> list[UUID] | None:
    """Return the keys of what is offered and of one more, the newest first; None where SQL cannot say the filter."""
    if not wanted.search.strip():
        return await _ids(connection, app, access, wanted, narrowing, "")
    if not _indexed(app, access):
        return await _ids(connection, app, access, wanted, narrowing, "either")
    found = await _ids(connection, app, access, wanted, narrowing, "index")
    if found or found is None:
        return found
    first = wanted.model_copy(update={"skip": 0, "limit": 1})
    if wanted.skip and await _ids(connection, app, access, first, narrowing, "index"):
        return []
    # The index knows words from their beginning; a part of a word is looked for in the titles.
    return await _ids(connection, app, access, wanted, narrowing, "title")


async def _ids(
    connection: Connection,
    app: RecordApp,
    access: FormAccess,
    wanted: Wanted,
    narrowing: Narrowing | None,
    way: str,
) -> list[UUID] | None:
    """Return keys, looking by the index, in the titles, or by either."""
    where = Where(app, access)
    where.parts.append("r.trashed_at IS NULL")
    where.permitted("see")
    if wanted.ids:
        where.parts.append(f"r.id = ANY ({where.bound.put(list(wanted.ids))}::uuid[])")
    if narrowing is not None and not _narrow(where, narrowing):
        return None
    if way == "index":
        where.searched(wanted.search)
    elif way:
        title = _title_condition(where, wanted.search)
        if way == "either":
            outer, where.parts = where.parts, []
            where.searched(wanted.search)
            where.parts = [*outer, f"(({where.sql}) OR {title})"]
        else:
            where.parts.append(title)
    text = (
        f"SELECT r.id FROM {app.tables.shape(access.form).name} AS r WHERE {where.sql} "
        f"ORDER BY r.id DESC OFFSET {wanted.skip} LIMIT {wanted.limit + 1}"
    )
    return [row["id"] for row in await connection.fetch(*where.bound.over(text))]


def _indexed(app: RecordApp, access: FormAccess) -> bool:
    """Return whether all that titles are made of stands in the index of words."""
    shape = app.tables.shape(access.form)
    title = app.forms.expression(app.forms.forms[access.form].title_expression, access.form)
    words = {one.shape.name for one in shape.fields.values() if one.shape.searchable}
    return shape.searchable and all(len(route) == 1 and route[0] in words for route in title.reads)


def _narrow(where: Where, narrowing: Narrowing) -> bool:
    """Restrict to what passes the filter; return whether SQL can say it, and the reader may read what it reads."""
    found = narrowing.condition
    if not where.may_read([route for route in found.reads if route[0] != "record"], ""):
        return False
    values = {"current user": dict(where.access.reader.user), "is new": False, "record": dict(narrowing.record)}
    source = Source(where.app.tables.source(where.form), "r", values, zone=clock.zone())
    made = compile_sql(found, source, "postgres", condition=True)
    if made.text is None:
        return False
    where.parts.append(f"({where.bound.query(made)})")
    return True


def _title_condition(where: Where, search: str) -> str:
    """Return the condition that a title holds all words; false where the reader may not read titles."""
    form = where.app.forms.forms[where.form]
    title = where.app.forms.expression(form.title_expression, where.form)
    made = where.compiled(title)
    before = list(where.parts)
    if made.text is None or not where.may_read(title.reads, ""):
        where.parts = before
        return "FALSE"
    needed = where.parts[len(before) :]
    where.parts = before
    shown = f"lower(normalize(({where.bound.query(made)})::text, NFKC))"
    words = [f"strpos({shown}, {where.bound.put(one)}) > 0" for one in search_text.runs(search)]
    return f"({' AND '.join([*needed, *words])})" if words else "FALSE"


def telling_field(shapes: Mapping[str, Field], title: Expression) -> str | None:
    """Return the field that tells records with the same title apart, None if there is none."""
    shown = {route[0] for route in title.reads}
    ordered = sorted(
        (one for one in shapes.values() if one.kind in _TELLING and one.name not in shown),
        key=lambda one: _TELLING.index(one.kind),
    )
    return ordered[0].name if ordered else None


def in_order(ids: Sequence[UUID], values: Sequence[Mapping[str, Value]]) -> list[int]:
    """Return the positions of records in the order of their keys in `ids`."""
    places = {str(one["id"]): at for at, one in enumerate(values)}
    return [places[str(one)] for one in ids if str(one) in places]

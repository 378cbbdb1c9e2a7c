"""`figures`: several figures over records of one form, each of some of them, by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine_forms.field import Json
from engine_forms.filters import AnyFilter
from lowcode.kernel.errors import Invalid
from lowcode.services.access import FormAccess
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import FIELD_NOT_READ
from lowcode.services.record_query import Query, Where
from lowcode.services.record_reading import computed
from lowcode.services.record_summary import FigureQuery, figure_sql, plain
from lowcode.store.statement import Connection


@dataclass(frozen=True, slots=True)
class FigureWanted:
    """A figure of the records that pass a filter."""

    filter: AnyFilter | None = None
    """Which records; all if nothing is said."""
    of: FigureQuery | None = None
    """What is computed of them; their number if nothing is said."""


async def figures(
    connection: Connection, app: RecordApp, access: FormAccess, common: AnyFilter, wanted: Sequence[FigureWanted]
) -> dict[int, Json]:
    """Return figures of the records that pass a common filter, by their places among those that are wanted.

    The records are read once, however many figures there are; numbers are texts. A figure of what the reader may not
    see is left out. Raises `Invalid` for what is no figure.
    """
    where = Where(app, access)
    where.parts.append("r.trashed_at IS NULL")
    where.permitted("see")
    where.filtered(common)
    if _hidden(where):
        return {}
    listed: dict[int, str] = {}
    for at, one in enumerate(wanted):
        made = _figure(Where(app, access, where.bound), one)
        if made is not None:
            listed[at] = made
    if not listed:
        return {}
    columns = ", ".join(f"{sql} AS figure_{at}" for at, sql in listed.items())
    text = f"SELECT {columns} FROM {app.tables.shape(access.form).name} AS r WHERE {where.sql}"
    with computed(Query(filter=common)):
        row = await connection.fetchrow(*where.bound.over(text))
    assert row is not None
    return {at: plain(row[f"figure_{at}"]) for at in listed}


def _figure(where: Where, wanted: FigureWanted) -> str | None:
    """Return a figure as SQL, of which `where` takes the conditions; None when the reader may not see it."""
    if wanted.filter is not None:
        where.filtered(wanted.filter)
    sql = "count(*)" if wanted.of is None else figure_sql(where, wanted.of, "/field")
    return None if _hidden(where) else f"{sql} FILTER (WHERE {where.sql})"


def _hidden(where: Where) -> bool:
    """Return whether conditions read what the reader may not see. Raises `Invalid` for what else is wrong with them."""
    if any(one.code != FIELD_NOT_READ.code for one in where.problems):
        message = "the figures are not accepted"
        raise Invalid(message, where.problems)
    return bool(where.problems)

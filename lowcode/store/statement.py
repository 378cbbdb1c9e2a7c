"""`Statement`: SQL that SQLAlchemy Core writes once and asyncpg runs, with values by name."""

from functools import cached_property
from typing import Any, Final, TypeAlias, Union, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import CompilerElement

# The driver's classes take parameters only in their stubs; a union of texts can still be extended by `| None`.
Connection: TypeAlias = Union["asyncpg.Connection[asyncpg.Record]", "PoolConnectionProxy[asyncpg.Record]"]
"""A connection, or one that a pool lends."""

_DIALECT: Final = cast("Dialect", PGDialect_asyncpg())  # type: ignore[no-untyped-call]


class Statement:
    """One statement; what it takes are the names of its bound parameters, or `$1`, `$2` in the text asyncpg sees.

    Values that are written into the statement itself travel as parameters too. Run it on one connection at a time.
    """

    def __init__(self, core: CompilerElement | str) -> None:
        """Take a statement of SQLAlchemy Core, or SQL with `:name` for what it takes; it is compiled at first use."""
        self._core = text(core) if isinstance(core, str) else core

    @cached_property
    def text(self) -> str:
        """The SQL, with `$1` for the first value of `arguments`."""
        return str(self._compiled)

    def arguments(self, values: dict[str, Any]) -> list[Any]:
        """Return the values in the order of the SQL. Raises `TypeError` when there is one too much or too few."""
        if unknown := values.keys() - self._fixed.keys():
            msg = f"the statement takes no {', '.join(sorted(unknown))}"
            raise TypeError(msg)
        if missing := [name for name in self._needed if name not in values]:
            msg = f"the statement needs {', '.join(missing)}"
            raise TypeError(msg)
        return [values.get(name, self._fixed[name]) for name in self._order]

    async def rows(self, connection: Connection, /, **values: Any) -> list[asyncpg.Record]:
        """Return all rows."""
        return await connection.fetch(self.text, *self.arguments(values))

    async def row(self, connection: Connection, /, **values: Any) -> asyncpg.Record | None:
        """Return the first row, None when there is none."""
        return await connection.fetchrow(self.text, *self.arguments(values))

    async def value(self, connection: Connection, /, **values: Any) -> Any:
        """Return the first value of the first row, None when there is none."""
        return await connection.fetchval(self.text, *self.arguments(values))

    async def run(self, connection: Connection, /, **values: Any) -> int:
        """Return how many rows it changed."""
        status = await connection.execute(self.text, *self.arguments(values))
        return int(status.rpartition(" ")[2])

    @cached_property
    def _compiled(self) -> Any:
        """The statement as SQLAlchemy compiles it."""
        return self._core.compile(dialect=_DIALECT)

    @cached_property
    def _order(self) -> list[str]:
        """The names of the values in the order of the SQL."""
        return list(self._compiled.positiontup)

    @cached_property
    def _fixed(self) -> dict[str, Any]:
        """The values that the statement was written with; None for those it takes."""
        return dict(self._compiled.params)

    @cached_property
    def _needed(self) -> list[str]:
        """The names that have no value of their own."""
        return [name for name, bind in self._compiled.binds.items() if bind.required]

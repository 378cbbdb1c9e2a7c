"""Evaluating expressions in a database: for comparing the targets, and for people who want to see what SQL gives."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg
import duckdb

from engine_rules.expression import Expression
from engine_rules.targets.python.program import Outcome
from engine_rules.targets.sql.query import Known
from engine_rules.targets.sql.source import Source
from engine_rules.targets.sql.whole import SqlValue, compile_value
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

QUERY_FAILED: Final = Code(
    "query-failed",
    label("The database could not compute this: {reason}", "数据库无法计算：{reason}"),
    label("Check the values: one may be too large for a column.", "请检查各个值：某个值可能超出列的范围。"),
    "warning",
)

Asked = tuple[Expression, Mapping[str, Value]]
"""An expression and the values of its names."""


class DuckDbExpressions:
    """Evaluates expressions in a DuckDB of its own, in memory. Use it in one thread."""

    def __init__(self) -> None:
        """Open the database."""
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone = 'UTC'")

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def interrupt(self) -> None:
        """Break off what runs now, from any thread; its value is then null."""
        self._connection.interrupt()

    def evaluate(self, expression: Expression, values: Mapping[str, Value], *, known: Known = "named") -> Outcome:
        """Return the value with the reasons why there is none; `known` as `compile_sql` says."""
        try:
            compiled = compile_value(expression, Source(values=values), "duckdb", known_values=known)
            if not compiled.columns:
                return Outcome(compiled.read(()), compiled.diagnostics)
            return Outcome(compiled.read(self._row(compiled)), ())
        except (duckdb.Error, OverflowError, ValueError) as error:
            return Outcome(None, (_failure(error),))

    def _row(self, compiled: SqlValue) -> Sequence[Any]:
        """Return the one row of a compiled expression."""
        text = f"SELECT {', '.join(compiled.columns)}"
        row = self._connection.execute(text, compiled.bind()).fetchone()
        assert row is not None
        return row


class PostgresExpressions:
    """Evaluates expressions over a connection to PostgreSQL, or a pool of them."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record] | asyncpg.Pool[asyncpg.Record]") -> None:
        """Take the connection."""
        self._connection = connection

    async def evaluate(self, expression: Expression, values: Mapping[str, Value], *, known: Known = "named") -> Outcome:
        """Return the value with the reasons why there is none; `known` as `compile_sql` says."""
        try:
            compiled = compile_value(expression, Source(values=values), "postgres", known_values=known)
            if not compiled.columns:
                return Outcome(compiled.read(()), compiled.diagnostics)
            row = await self._connection.fetchrow(f"SELECT {', '.join(compiled.columns)}", *compiled.bind())
            assert row is not None
            return Outcome(compiled.read(tuple(row.values())), ())
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OverflowError, ValueError) as error:
            return Outcome(None, (_failure(error),))


def evaluate_in_postgres(url: str, asked: Sequence[Asked], *, known: Known = "named") -> list[Outcome]:
    """Return the values of many expressions over one connection to the database of `url`."""
    return asyncio.run(_all_in_postgres(url, asked, known=known))


async def _all_in_postgres(url: str, asked: Sequence[Asked], *, known: Known) -> list[Outcome]:
    """Evaluate one expression after the other."""
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        evaluator = PostgresExpressions(connection)
        return [await evaluator.evaluate(expression, values, known=known) for expression, values in asked]
    finally:
        await connection.close()


def evaluate_in_duckdb(asked: Sequence[Asked], *, known: Known = "named") -> list[Outcome]:
    """Return the values of many expressions in one DuckDB in memory."""
    evaluator = DuckDbExpressions()
    try:
        return [evaluator.evaluate(expression, values, known=known) for expression, values in asked]
    finally:
        evaluator.close()


def _failure(error: Exception) -> Any:
    """Return the warning of a query that failed."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return QUERY_FAILED.report(reason=reason)

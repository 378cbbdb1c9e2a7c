"""The shop in DuckDB and in PostgreSQL, which answer compiled questions."""

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol, Self

import asyncpg
import duckdb

from engine_reports.access import Above, Guard, OpenGuard
from engine_reports.compiled import AnswerRow, Compiled
from engine_reports.held import HeldColumn
from engine_rules.targets.sql.source import Table
from tests.engine_reports.shop import ORDER, SCHEMA, Shop

BESIDE = {one: f"^{one}" for one in ("status", "amount", "paid", "placed", "due", "customer_id")}
"""What DuckDB keeps of orders beside their lines; the cost of an order takes a join."""


class LinesGuard(OpenGuard):
    """Lines are seen with their orders."""

    def above(self) -> Above:
        return Above(ORDER, "order_id", whole=True, rows=lambda alias, *_: f'{alias}."id" > 0', beside=BESIDE)


class WithOrders:
    """Everything may be seen, lines with their orders."""

    def guard(self, table: Table) -> Guard:
        return LinesGuard() if table.name == "rep_line" else OpenGuard()


class Database(Protocol):
    """What a test needs of a database."""

    name: str

    def answer(self, compiled: Compiled) -> list[AnswerRow]:
        """Return the answer of a question."""


class DuckShop:
    """The shop in DuckDB."""

    name = "duckdb"

    def __init__(self, shop: Shop) -> None:
        self.held = set[HeldColumn]()
        self.connection = duckdb.connect(":memory:", config={"threads": "1"})
        self.connection.execute("SET TimeZone = 'America/New_York'")
        self.connection.execute(SCHEMA)
        for statement, rows in shop.inserts():
            self.connection.executemany(statement, rows)
        beside = ", ".join(f'o.{name} AS "{kept}"' for name, kept in BESIDE.items())
        joined = "rep_line AS l JOIN rep_order AS o ON o.id = l.order_id"
        self.connection.execute(f"CREATE OR REPLACE TABLE rep_line AS SELECT l.*, {beside} FROM {joined}")

    def hold(self, columns: Iterable[HeldColumn]) -> None:
        """Hold columns of records beside the rows that refer to them."""
        for one in columns:
            if one not in self.held:
                self.held.add(one)
                # A mark says of one of the rows with the same record that it is the first.
                if not one.column:
                    mark = f't.id = min(t.id) OVER (PARTITION BY t."{one.via}") AS "{one.name}"'
                    self.connection.execute(
                        f'CREATE OR REPLACE TABLE "{one.table}" AS SELECT *, {mark} FROM "{one.table}" AS t'
                    )
                    continue
                select = f'SELECT t.*, p."{one.column}" AS "{one.name}" FROM "{one.table}" AS t'
                joined = f'LEFT JOIN "{one.target}" AS p ON p.id = t."{one.via}"'
                self.connection.execute(f'CREATE OR REPLACE TABLE "{one.table}" AS {select} {joined}')

    def answer(self, compiled: Compiled) -> list[AnswerRow]:
        rows = self.connection.execute(compiled.text, compiled.bind()).fetchall()
        return compiled.read(rows)

    def close(self) -> None:
        self.connection.close()


class PostgresShop:
    """The shop in PostgreSQL, in a schema of its own."""

    name = "postgres"

    def __init__(self, url: str, shop: Shop) -> None:
        self._runner = asyncio.Runner()
        self._connection = self._runner.run(asyncpg.connect(url, statement_cache_size=0))
        self._runner.run(self._fill(shop))

    def __enter__(self) -> Self:
        return self

    async def _fill(self, shop: Shop) -> None:
        await self._connection.execute("DROP SCHEMA IF EXISTS reports CASCADE; CREATE SCHEMA reports")
        await self._connection.execute("SET search_path = reports; SET TimeZone = 'America/New_York'")
        await self._connection.execute(SCHEMA)
        for statement, rows in shop.inserts():
            await self._connection.executemany(statement, rows)

    def answer(self, compiled: Compiled) -> list[AnswerRow]:
        async def rows() -> list[Any]:
            found: list[Any] = await self._connection.fetch(compiled.text, *compiled.bind())
            return found

        return compiled.read([tuple(row) for row in self._runner.run(rows())])

    def close(self) -> None:
        self._runner.run(self._connection.execute("DROP SCHEMA reports CASCADE"))
        self._runner.run(self._connection.close())
        self._runner.close()

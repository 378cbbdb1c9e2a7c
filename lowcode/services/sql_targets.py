"""`sql_targets`: the databases as targets of expressions, for showing that they agree with the server's own values."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from engine_rules import codes
from engine_rules.expression import Expression
from engine_rules.targets.python.program import Outcome
from engine_rules.values import Value
from lowcode.services.evaluation import Databases
from lowcode.store.database import Pool
from lowcode.store.expressions import DuckDbExpressions, PostgresExpressions

SECONDS: Final = 3.0
"""How long a database may take for one expression."""

Ask = Callable[[Expression, Mapping[str, Value]], Awaitable[Outcome]]


@asynccontextmanager
async def sql_targets(pool: Pool) -> AsyncIterator[Databases]:
    """Hold both databases as targets inside the block: PostgreSQL over a pool, and a DuckDB in memory."""
    # The values of names go to the database as they would come out of its columns, so that it is the one to compute.
    postgres = partial(PostgresExpressions(pool).evaluate, known="named")
    duckdb = DuckDbExpressions()
    loop = asyncio.get_running_loop()
    # A DuckDB connection belongs to one thread.
    with ThreadPoolExecutor(1, "duckdb") as thread:

        async def in_duckdb(expression: Expression, values: Mapping[str, Value]) -> Outcome:
            asked = partial(duckdb.evaluate, expression, values, known="named")
            work = loop.run_in_executor(thread, asked)
            try:
                return await asyncio.wait_for(asyncio.shield(work), SECONDS)
            except TimeoutError:
                duckdb.interrupt()
                await work
                raise

        try:
            yield {"postgres": _in_time(postgres), "duckdb": _in_time(in_duckdb)}
        finally:
            await loop.run_in_executor(thread, duckdb.close)


def _in_time(ask: Ask) -> Ask:
    """Return a target that gives null with a reason when it takes too long."""

    async def asked(expression: Expression, values: Mapping[str, Value]) -> Outcome:
        try:
            return await asyncio.wait_for(ask(expression, values), SECONDS + 1)
        except TimeoutError:
            return Outcome(None, (codes.TIME_LIMIT.report(limit=SECONDS),))

    return asked

"""All there is about a customer on one page, and the documents around an order, at a million orders."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from bench import Figure
from lowcode.bundle.folder import files_of
from lowcode.services.actor import PRODUCT
from lowcode.services.overviews import Overviews
from lowcode.services.record_chain import RecordChain
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import opened
from lowcode.store.migration import migrate

_CATALOG: Final = Path(__file__).parents[1] / "apps_catalog"
_APPS: Final = ("crm", "inventory", "sales", "finance")
_CUSTOMERS: Final = 20_000
_GREAT: Final = 5_000
"""How many orders the greatest customer has."""
_ROUNDS: Final = 20
# The first of all customers has many orders, the others share the rest.
_FILL: Final = (
    """
    INSERT INTO crm__customer (id, name, number, grade, status)
    SELECT md5('c' || n)::uuid, '客户' || n, 'C' || n, 'B', 'active' FROM generate_series(0, {customers}) n
    """,
    """
    INSERT INTO sales__order (id, number, customer, stage, ordered_on, promised_on, total, open_amount)
    SELECT md5('o' || n)::uuid, 'SO' || n, md5('c' || CASE WHEN n <= {great} THEN 0 ELSE n % {customers} + 1 END)::uuid,
        CASE n % 10 WHEN 0 THEN 'confirmed' ELSE 'delivered' END,
        current_date - (n % 700), current_date - (n % 700) + 9,
        100 + n % 900, CASE n % 10 WHEN 0 THEN 100 ELSE 0 END
    FROM generate_series(1, {orders}) n
    """,
    """
    INSERT INTO sales__delivery (id, number, "order", customer, stage, shipped_on, amount)
    SELECT md5('d' || substr(number, 3))::uuid, 'DN' || substr(number, 3), id, customer, 'arrived', ordered_on + 5,
        total
    FROM sales__order
    """,
    """
    INSERT INTO finance__receivable
        (id, number, customer, "order", delivery, dated_on, due_on, delivered, amount, open)
    SELECT md5('r' || substr(number, 3))::uuid, 'AR' || substr(number, 3), customer, "order", id, shipped_on,
        shipped_on + 30, amount, amount, CASE WHEN shipped_on > current_date - 60 THEN amount ELSE 0 END
    FROM sales__delivery
    """,
    "ANALYZE",
)


@dataclass(frozen=True, slots=True)
class _Took:
    """What some requests took."""

    seconds: float
    """Until 95 of 100 were answered."""
    processor: float
    """What this process has worked for one, in seconds; PostgreSQL works besides."""


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure the greatest customer and one as they are on average."""
    orders = 50_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_measured(server.url, Path(home), orders))


async def _measured(url: str, home: Path, orders: int) -> list[Figure]:
    """Return the figures."""
    made = []
    async with _world(url, home, orders) as tools:
        crm, sales = await tools.record_app("crm"), await tools.record_app("sales")
        pages = Overviews(tools.records.reading, tools.record_apps)
        chains = RecordChain(tools.records.reading, tools.record_apps)
        customers = {"greatest": await _id(tools, "c0"), "usual": await _id(tools, "c7")}
        for name, id_ in customers.items():
            took = await _timed(lambda id_=id_: pages.of_record(crm, PRODUCT, "customer", id_))  # type: ignore[misc]
            made.append(Figure(f"customer-360-{name}-p95", took.seconds, 1, "s", at_most=True))
            made.append(Figure(f"customer-360-{name}-processor", took.processor, 1, "s", at_most=True))
        order = await _id(tools, "o77")
        took = await _timed(lambda: chains.of_record(sales, PRODUCT, "order", order))
        made.append(Figure("related-documents-p95", took.seconds, 0.3, "s", at_most=True))
    return made


async def _id(tools: Workshop, text: str) -> UUID:
    """Return the key that the filling has made of a text."""
    async with tools.database.connection() as connection:
        found: UUID = await connection.fetchval("SELECT md5($1)::uuid", text)
    return found


async def _timed(ask: Callable[[], Awaitable[Any]]) -> _Took:
    """Return what a request takes that is made again and again."""
    await ask()
    waited = []
    worked = time.process_time()
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        await ask()
        waited.append(time.perf_counter() - started)
    return _Took(statistics.quantiles(waited, n=20)[-1], (time.process_time() - worked) / _ROUNDS)


@asynccontextmanager
async def _world(url: str, home: Path, orders: int) -> AsyncIterator[Workshop]:
    """Hold a workspace with the apps and their records inside the block."""
    settings = Settings(home, url, workspace="bench", database_seconds=1_800, replica_from=0)
    await migrate(url, "bench")
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        for app in _APPS:
            await workspace.bundles.import_files(PRODUCT, files_of(_CATALOG / app))
        async with database.connection() as connection:
            for text in _FILL:
                counts = {"customers": _CUSTOMERS, "great": _GREAT, "orders": orders}
                await connection.execute(text.format(**counts), timeout=1_800)
        async with workshop(workspace, follows=False) as tools:
            yield tools

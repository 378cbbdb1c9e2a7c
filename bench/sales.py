"""Sales: confirming orders with reservation, credit check and history, against SQL by hand and against Tryton."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from bench import Figure
from bench._orders import APP, CUSTOMERS, DOCUMENT, HAND_TABLES, LINES, PRODUCTS
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.ledgers import Ledgers
from lowcode.services.publishing import PublishRequest
from lowcode.services.record_app import RecordApp, record_app_of
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import Database, opened
from lowcode.store.ids import new_id
from lowcode.store.migration import migrate

CLIENTS: Final = 8
_ENOUGH: Final = 1_000_000

Order = dict[str, Any]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure everything, ours and the yardstick in turns."""
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_figures(server.url, Path(home), quick=quick))


async def _figures(url: str, home: Path, *, quick: bool) -> list[Figure]:
    """Return how many orders of five lines eight clients confirm in a second, beside SQL by hand and beside Tryton."""
    settings = Settings(home, url, workspace="bench", database_connections=CLIENTS + 2)
    await migrate(url, "bench")
    turns, count = (3, 160) if quick else (7, 800)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        publishing = await workspace.bundles.publishing()
        await publishing.publish(PRODUCT, APP, PublishRequest(content=DOCUMENT))
        account, ticket = await workspace.accounts.create(PRODUCT, NewAccount(name="seller", display_name="Seller"))
        await workspace.accounts.accept(Actor(), ticket.token, "correct horse battery")
        await workspace.roles.grant(PRODUCT, NewGrant(role=f"{APP}.seller", account_id=account.id))
        seller = Actor(account_id=account.id, roles=frozenset({f"{APP}.seller"}))
        app, records = record_app_of(DOCUMENT), Records(database)
        orders = await _filled(database, records, app, (turns + 1) * count)
        hand = _Hand(database, account.id)

        async def confirm(id_: UUID) -> None:
            change = RecordChange(version=1, values={"stage": "confirmed"})
            await records.writing.update(app, seller, "order", id_, change)

        rates: list[tuple[float, float]] = []
        for turn in range(turns + 1):
            ids = orders[turn * count : (turn + 1) * count]
            rates.append((await _rate(ids, confirm), await _rate(ids, hand.confirm)))
        other = None if quick else await _tryton(url, 240)
        states = await Ledgers(database).verify(PRODUCT, app, records=True)
        if not all(one.right for one in states):
            message = "the ledgers are wrong after the benchmark"
            raise AssertionError(message)
    ours, yardstick = (statistics.median(one) for one in zip(*rates[1:], strict=True))
    beside = [] if other is None else [Figure("sales-orders-beside-tryton", ours, 10, "orders/s", other)]
    return [Figure("sales-confirm-orders", ours, 0.3, "orders/s", yardstick), *beside]


async def _tryton(url: str, count: int) -> float | None:
    """Return how many orders a second Tryton takes on the same server, None when it cannot be installed.

    It is no part of the product: it gets an environment of its own, which stays for the next time.
    """
    home = Path(tempfile.gettempdir(), "lowcode-bench-tryton")
    python = home / "bin" / "python"
    packages = [f"{name}>=7,<8" for name in ("trytond", "trytond-sale", "proteus")]
    steps = [
        [sys.executable, "-m", "venv", str(home)],
        [str(python), "-m", "pip", "install", "-q", *packages, "psycopg2-binary"],
    ]
    for command in [] if (home / "ready").exists() else steps:
        if await _ended(*command) is None:
            print("Tryton cannot be installed here: nothing is compared with it", file=sys.stderr)
            return None
    (home / "ready").touch()
    place = urlsplit(url)._replace(path="/").geturl()
    told = await _ended(str(python), str(Path(__file__).with_name("_tryton_sales.py")), str(count), place=place)
    if told is None:
        message = "Tryton has not worked the orders"
        raise RuntimeError(message)
    return float(told.split()[-1])


async def _ended(*command: str, place: str = "") -> str | None:
    """Return what a command prints that may need to know where PostgreSQL is, None when it fails."""
    around = {**os.environ, "TRYTOND_DATABASE_URI": place}
    running = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=around)
    told, _ = await running.communicate()
    return told.decode() if running.returncode == 0 else None


async def _rate(ids: Sequence[UUID], confirm: Callable[[UUID], Awaitable[None]]) -> float:
    """Return how many orders are confirmed in a second."""
    left = iter(ids)

    async def client() -> None:
        for one in left:
            await confirm(one)

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return len(ids) / (time.perf_counter() - start)


async def _filled(database: Database, records: Records, app: RecordApp, count: int) -> list[UUID]:
    """Fill in what orders are made of, and drafts of orders, the same on both sides; returns the ids of orders."""
    random = Random(7)

    async def many(form: str, values: Sequence[dict[str, Any]]) -> list[str]:
        new = [NewRecord(values=one) for one in values]
        return [str(one.id) for one in await records.writing.create_many(app, PRODUCT, form, new)]

    (warehouse,) = await many("warehouse", [{"name": "Main"}])
    products = await many("product", [{"name": f"Product {at}"} for at in range(PRODUCTS)])
    customers = await many("customer", [{"name": f"Customer {at}", "limit": _ENOUGH} for at in range(CUSTOMERS)])
    received = [{"product": one, "quantity": _ENOUGH} for one in products]
    await many("receipt", [{"warehouse": warehouse, "lines": received}])
    orders: list[Order] = []
    for at in range(count):
        rows: list[dict[str, Any]] = [
            {"product": one, "quantity": random.randint(1, 9), "price": 1} for one in random.sample(products, LINES)
        ]
        total = sum(one["quantity"] for one in rows)
        orders.append(
            {
                "number": f"SO-{at}",
                "customer": random.choice(customers),
                "warehouse": warehouse,
                "total": total,
                "lines": rows,
            }
        )
    ids = [one for start in range(0, count, 500) for one in await many("order", orders[start : start + 500])]
    async with database.connection() as connection:
        await connection.execute(HAND_TABLES)
        await connection.execute(f"INSERT INTO hand_customer SELECT id, {_ENOUGH} FROM {APP}__customer")
        await connection.execute(f"INSERT INTO hand_stock SELECT product, warehouse, on_hand FROM {APP}__stock")
        await connection.execute(
            f"INSERT INTO hand_order SELECT id, number, customer, warehouse, total, stage FROM {APP}__order"
        )
        await connection.execute(
            f"INSERT INTO hand_line SELECT id, parent_id, product, quantity, price FROM {APP}__order__lines"
        )
        await connection.execute("ANALYZE")
    return [UUID(one) for one in ids]


class _Hand:
    """Confirming an order as somebody writes it who needs nothing else."""

    def __init__(self, database: Database, account: UUID) -> None:
        """Take the workspace and who confirms."""
        self.database, self.account = database, account

    async def confirm(self, id_: UUID) -> None:
        """Confirm an order: the order and its history, the stock, the credit, and what was posted."""
        now, by = datetime.now(UTC), self.account
        async with self.database.connection() as connection, connection.transaction():
            order = await connection.fetchrow("SELECT * FROM hand_order WHERE id = $1 FOR UPDATE", id_)
            lines = await connection.fetch("SELECT * FROM hand_line WHERE parent_id = $1 ORDER BY product", id_)
            assert order is not None
            await connection.execute(
                "UPDATE hand_order SET stage = 'confirmed', version = version + 1, updated_at = $2, updated_by = $3 "
                "WHERE id = $1",
                id_,
                now,
                by,
            )
            changes = {"stage": {"before": order["stage"], "after": "confirmed"}}
            await connection.execute(
                "INSERT INTO hand_history VALUES ($1, $2, $3, $4, $5, $6)",
                new_id(),
                now,
                id_,
                order["version"] + 1,
                changes,
                by,
            )
            left = await connection.fetchval(
                'UPDATE hand_customer SET owed = owed + $2 WHERE id = $1 RETURNING "limit" - owed',
                order["customer"],
                order["total"],
            )
            assert left >= 0
            for line in lines:
                free = await connection.fetchval(
                    "UPDATE hand_stock SET reserved = reserved + $3 WHERE product = $1 AND warehouse = $2 "
                    "RETURNING on_hand - reserved",
                    line["product"],
                    order["warehouse"],
                    line["quantity"],
                )
                assert free >= 0
            postings = [("credit", None, [order["customer"]], order["total"])]
            postings += [("stock", one["id"], [one["product"], order["warehouse"]], one["quantity"]) for one in lines]
            await connection.executemany(
                "INSERT INTO hand_posting VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                [(new_id(), ledger, id_, row, keys, amount, now, by) for ledger, row, keys, amount in postings],
            )

"""Spark answers over the files of the replica as the replica does; where it is away, whoever asks is told at once."""

import asyncio
import importlib.util
import os
import threading
import time
from collections.abc import AsyncIterator
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import psutil
import pytest

from lowcode.store.analytics import wire
from lowcode.store.analytics.analyst import Analyst, Engine, NotAnswered, socket_of
from lowcode.store.analytics.owner import Order
from lowcode.store.analytics.spark import Away, SparkTalk, over
from lowcode.store.analytics.spark_session import Conversation
from lowcode.store.analytics.table import ReplicaColumn, ReplicaTable
from lowcode.store.migration import migrate

URL = os.environ.get("TEST_SPARK_URL", "")
PYTHON = os.environ.get("TEST_SPARK_PYTHON", "")
needs_spark = pytest.mark.skipif(
    not URL.startswith("sc://") or not PYTHON,
    reason="no Spark Connect here: TEST_SPARK_URL and TEST_SPARK_PYTHON say where one is",
)
GOODS = ReplicaTable(
    "goods", (ReplicaColumn("id", "uuid", "UUID"), ReplicaColumn("amount", "numeric", "DECIMAL(18, 2)"))
)
SUM: dict[Engine, str] = {
    "spark": 'WITH x AS (SELECT * FROM "goods" WHERE amount > CAST(:p1 AS DECIMAL(18, 2))) SELECT sum(amount) FROM x',
    "duckdb": 'WITH x AS (SELECT * FROM "goods" WHERE amount > CAST($1 AS DECIMAL(18, 2))) SELECT sum(amount) FROM x',
}
LONG = 'SELECT sum(pmod(hash(a.id), 7)) FROM range(100000000000) AS a, "goods"'
"""What Spark computes for hours, and stops at once: inside of a product of ranges it would not look up."""


def test_tables_are_files() -> None:
    one, two = Path("/a b/x.parquet"), Path("/a b/y.parquet")
    assert over("SELECT 1 FROM goods", {"goods": [one, two]}) == (
        'WITH "goods" AS (SELECT * FROM parquet.`file:///a b/{x.parquet,y.parquet}`) SELECT 1 FROM goods'
    )
    assert over("WITH g AS (SELECT 1) SELECT 2", {"t": [one]}) == (
        'WITH "t" AS (SELECT * FROM parquet.`file:///a b/x.parquet`), g AS (SELECT 1) SELECT 2'
    )
    assert over("SELECT 1", {}) == "SELECT 1"


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="the client of Spark is here")
async def test_without_the_client_spark_is_away_and_is_left_alone_for_a_while() -> None:
    knocked = 0

    async def open_door(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal knocked
        knocked += 1
        writer.close()

    server = await asyncio.start_server(open_door, "127.0.0.1", 0)
    talk = SparkTalk(f"sc://127.0.0.1:{server.sockets[0].getsockname()[1]}", pause=3600)
    async with server:
        for _ in range(2):
            with pytest.raises(Away):
                await talk.ask("SELECT 1", [], {}, 5)
        await talk.close()
    assert knocked == 1


class Slow:
    """A session that computes until it is interrupted, which it hears of only from the second time on."""

    def __init__(self) -> None:
        self._tags = threading.local()
        self._over: dict[str, threading.Event] = {}
        self._heard: set[str] = set()

    def addTag(self, tag: str) -> None:  # noqa: N802 - as Spark calls it
        self._tags.own = tag
        self._over[tag] = threading.Event()

    def removeTag(self, tag: str) -> None:  # noqa: N802 - as Spark calls it
        self._over.pop(tag)

    def interruptTag(self, tag: str) -> None:  # noqa: N802 - as Spark calls it
        if tag in self._heard:
            self._over[tag].set()
        self._heard.add(tag)

    def sql(self, text: str, args: dict[str, Any]) -> Any:
        self._over[self._tags.own].wait(30)
        raise RuntimeError(text, args)


def test_questions_are_cancelled_while_as_many_are_answered_as_can_be() -> None:
    asked = [{"run": f"q{at}", "text": "SELECT 1", "parameters": []} for at in range(6)]
    given = [*asked, *({"cancel": one["run"]} for one in reversed(asked))]
    output = BytesIO()
    talk = Conversation(Slow(), output)
    talk.hear(BytesIO(b"".join(map(wire.frame, given))))
    until = time.monotonic() + 20
    while len(found := answers(output)) < len(asked) and time.monotonic() < until:
        time.sleep(0.01)
    assert sorted((one["run"], one["error"]) for one in found) == [(f"q{at}", "cancelled") for at in range(6)]


def answers(output: BytesIO) -> list[dict[str, Any]]:
    """Return the frames that were written."""
    return list(iter(partial(wire.read, BytesIO(output.getvalue())), None))


@pytest.fixture(name="world")
async def goods(postgres_url: str, tmp_path: Path) -> AsyncIterator[tuple[Any, Order]]:
    """A table, and the order of an owner that has a Spark."""
    workspace = f"s{uuid4().hex[:12]}"
    await migrate(postgres_url, workspace)
    connection = await asyncpg.connect(postgres_url, server_settings={"search_path": workspace})
    await connection.execute("CREATE TABLE goods (id uuid PRIMARY KEY, amount numeric(18, 2))")
    folder, files = tmp_path / "replica", tmp_path / "files"
    yield (
        connection,
        Order(
            postgres_url, workspace, str(folder), socket_of(folder), 256, 1, 1.0,
            spark=URL, parquet=str(files), python=PYTHON,
        ),
    )  # fmt: skip
    await connection.close()
    for one in psutil.process_iter(["cmdline"]):
        if one.info["cmdline"] and "lowcode.store.analytics.owner" in one.info["cmdline"]:
            try:
                held = any(file.path.startswith(str(folder)) for file in one.open_files())
            except psutil.Error:
                continue
            if held:
                one.kill()


async def summed(analyst: Analyst, engine: Engine, least: int) -> Decimal | None:
    """Return a sum, once the engine is there."""
    for _ in range(600):
        try:
            found = await analyst.ask(SUM[engine], [Decimal(least)], [GOODS], seconds=60, patience=20, engine=engine)
        except NotAnswered:
            await asyncio.sleep(0.1)
        else:
            value: Decimal | None = found.rows[0][0]
            return value
    raise AssertionError


@needs_spark
async def test_spark_sees_what_is_committed_stops_what_is_cancelled_and_comes_back(world: tuple[Any, Order]) -> None:
    connection, order = world
    keys = [UUID(int=at) for at in range(1, 6)]
    async with Analyst(order) as analyst:
        for change, arguments in (
            ("INSERT INTO goods SELECT unnest($1::uuid[]), 7.25", [keys]),
            ("UPDATE goods SET amount = amount + 1.5 WHERE id = $1", [keys[2]]),
            ("DELETE FROM goods WHERE id = $1", [keys[0]]),
            ("INSERT INTO goods VALUES ($1, 100)", [uuid4()]),
            ("TRUNCATE goods", []),
            ("INSERT INTO goods VALUES ($1, 3)", [uuid4()]),
        ):
            await connection.execute(change, *arguments)
            wanted = await connection.fetchval("SELECT sum(amount) FROM goods WHERE amount > 2")
            assert [await summed(analyst, one, 2) for one in ("spark", "duckdb")] == [wanted, wanted], change
        long = asyncio.create_task(analyst.ask(LONG, [], [GOODS], seconds=60, patience=20, engine="spark"))
        await asyncio.sleep(0.5)
        long.cancel()
        with pytest.raises(asyncio.CancelledError):
            await long
        with pytest.raises(TimeoutError):
            await analyst.ask(LONG, [], [GOODS], seconds=1, patience=20, engine="spark")
        assert await summed(analyst, "spark", 1) == 3
        for one in psutil.process_iter(["cmdline"]):
            if "lowcode.store.analytics.spark_session" in (one.info["cmdline"] or []) and _under(one, order):
                one.kill()
        assert await summed(analyst, "spark", 0) == 3


def _under(process: psutil.Process, order: Order) -> bool:
    """Return whether the owner of an order has started a process."""
    above = process.parent()
    return above is not None and any(file.path.startswith(order.folder) for file in above.open_files())

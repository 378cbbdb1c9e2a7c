"""The replica shows exactly what PostgreSQL shows in the same snapshot: after rollbacks, long transactions, kills."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import duckdb
import psutil
import pytest

from engine_reports.held import HeldColumn
from lowcode.store.analytics.analyst import Analyst, Beside, NotAnswered, socket_of
from lowcode.store.analytics.feed import unfollow
from lowcode.store.analytics.owner import Order
from lowcode.store.analytics.table import ReplicaAbove, ReplicaColumn, ReplicaTable
from lowcode.store.migration import migrate

STOCK = ReplicaTable(
    "stock",
    (
        ReplicaColumn("id", "uuid", "UUID"),
        ReplicaColumn("amount", "numeric", "DECIMAL(18, 2)"),
        ReplicaColumn("name", "text", "VARCHAR"),
        ReplicaColumn("tags", "text[]", "VARCHAR[]"),
        ReplicaColumn("at", "timestamptz", "TIMESTAMPTZ"),
        ReplicaColumn("on", "date", "DATE"),
        ReplicaColumn("open", "boolean", "BOOLEAN"),
    ),
)
PIECES = ReplicaTable(
    "piece",
    (
        ReplicaColumn("id", "uuid", "UUID"),
        ReplicaColumn("parent_id", "uuid", "UUID"),
        ReplicaColumn("size", "bigint", "BIGINT"),
    ),
    ReplicaAbove("stock", tuple(one for one in STOCK.columns if one.name in {"amount", "name", "at"})),
)
BESIDE = "SELECT id, parent_id, size, {0}amount{1}, {0}name{1}"
FIGURES = 'SELECT count(*), sum(amount), sum(length(name)), count("at") FROM "stock"'
MAKE = """
CREATE TABLE stock (id uuid PRIMARY KEY, amount numeric(18, 2), name text, tags text[], at timestamptz, "on" date,
    open boolean, version bigint NOT NULL DEFAULT 1);
CREATE TABLE piece (id uuid PRIMARY KEY, parent_id uuid NOT NULL REFERENCES stock ON DELETE CASCADE, size bigint)
"""
MOVE = "UPDATE piece SET parent_id = s.id, size = size + 1 FROM stock AS s WHERE s.id = $1 AND parent_id = $2"
PIECE = "INSERT INTO piece (id, parent_id, size) VALUES ($1, $2, $3)"
INSERT = (
    "INSERT INTO stock (id, amount, name, tags, at, \"on\", open) VALUES ($1, $2, $3, $4, now(), '2026-02-28', true)"
)
TEXTS = ["", "\\N", 'a "quoted", text', "two\nlines", "中文，逗号", "x", None]


class Bench:
    """PostgreSQL with one table, and a replica of it."""

    def __init__(self, url: str, workspace: str, order: Order) -> None:
        self.url, self.workspace, self.order = url, workspace, order

    async def connection(self) -> Any:
        return await asyncpg.connect(self.url, server_settings={"search_path": self.workspace, "timezone": "UTC"})

    def owner(self) -> psutil.Process | None:
        for one in psutil.process_iter(["cmdline"]):
            with suppress(psutil.Error):
                held = any(file.path.startswith(self.order.folder) for file in one.open_files())
                if held and "lowcode.store.analytics.owner" in (one.info["cmdline"] or []):
                    return one
        return None


@pytest.fixture
async def bench(postgres_url: str, tmp_path: Path) -> AsyncIterator[Bench]:
    workspace = f"a{uuid4().hex[:12]}"
    await migrate(postgres_url, workspace)
    folder = tmp_path / "replica"
    found = Bench(postgres_url, workspace, Order(postgres_url, workspace, str(folder), socket_of(folder), 256, 1, 2.0))
    connection = await found.connection()
    await connection.execute(MAKE)
    await connection.close()
    yield found
    owner = found.owner()
    if owner is not None:
        owner.kill()
        owner.wait(10)


async def asked(
    analyst: Analyst, text: str, *parameters: Any, tables: Sequence[ReplicaTable] = (STOCK, PIECES)
) -> list[tuple[Any, ...]]:
    """Return an answer, however long it takes until an owner is there."""
    for _ in range(600):
        try:
            return (await analyst.ask(text, parameters, tables, seconds=20, patience=20)).rows
        except NotAnswered:
            await asyncio.sleep(0.05)
    raise AssertionError


async def test_every_value_is_the_same_and_what_is_committed_is_seen_at_once(bench: Bench) -> None:
    connection = await bench.connection()
    keys = [uuid4() for _ in TEXTS]
    for at, (key, text) in enumerate(zip(keys, TEXTS, strict=True)):
        tags = [text or "", 'b"c', "d,e"] if at % 2 else None
        await connection.execute(INSERT, key, Decimal(at) / 100, text, tags)
    columns = 'SELECT id, amount, name, tags, "at" AT TIME ZONE \'UTC\', "on", open FROM "stock" ORDER BY id'
    async with Analyst(bench.order) as analyst:
        update = "UPDATE stock SET name = name || '!', amount = nullif(amount, 0.02)"
        for change in (None, update, "DELETE FROM stock WHERE amount IS NULL", INSERT, "TRUNCATE stock CASCADE"):
            if change is not None:
                await connection.execute(change, *([uuid4(), Decimal(7), "new", ["x"]] if change == INSERT else []))
            wanted = [tuple(row) for row in await connection.fetch(columns)]
            assert await asked(analyst, columns) == wanted
    await connection.close()


async def test_answers_are_kept_as_long_as_the_rows_are_the_same(bench: Bench) -> None:
    connection = await bench.connection()
    await connection.execute(INSERT, uuid4(), Decimal(1), "x", None)
    async with Analyst(bench.order) as analyst:
        await asked(analyst, FIGURES)
        again = await analyst.ask(FIGURES, [], [STOCK, PIECES], seconds=20, patience=20)
        assert again.cached
        await connection.execute(INSERT, uuid4(), Decimal(2), "y", None)
        changed = await analyst.ask(FIGURES, [], [STOCK, PIECES], seconds=20, patience=20)
        assert not changed.cached
        assert changed.rows[0][:2] == (2, Decimal(3))
    await connection.close()


async def test_a_question_that_takes_too_long_is_stopped_and_files_are_closed(bench: Bench) -> None:
    async with Analyst(bench.order) as analyst:
        await asked(analyst, FIGURES)
        slow = "SELECT count(*) FROM range(100000000) AS a(x), range(1000) AS b(y) WHERE (x * y) % 7 = 3"
        with pytest.raises(TimeoutError):
            await analyst.ask(slow, [], [STOCK], seconds=0.3, patience=20)
        for text in ("SELECT * FROM read_csv('/etc/passwd')", "COPY stock TO '/tmp/x.csv'", "SET threads = 9"):
            with pytest.raises(NotAnswered):
                await analyst.ask(text, [], [STOCK], seconds=5, patience=20)


async def test_a_file_that_cannot_be_read_or_is_of_an_earlier_version_is_filled_anew(bench: Bench) -> None:
    connection = await bench.connection()
    await connection.execute(INSERT, uuid4(), Decimal(1), "x", None)
    file = Path(bench.order.folder) / "replica.duckdb"
    file.parent.mkdir()
    file.write_bytes(b"no database at all" * 1000)
    async with Analyst(bench.order) as analyst:
        assert (await asked(analyst, FIGURES))[0][0] == 1
        owner = bench.owner()
        assert owner is not None
        owner.kill()
        owner.wait(10)
        file.unlink()
        with duckdb.connect(str(file)) as earlier:
            earlier.execute("CREATE TABLE replica_table (name VARCHAR PRIMARY KEY, digest VARCHAR NOT NULL)")
        assert (await asked(analyst, FIGURES))[0][0] == 1
    await connection.close()


async def test_a_table_that_looks_different_is_filled_anew(bench: Bench) -> None:
    connection = await bench.connection()
    await connection.execute(INSERT, uuid4(), Decimal(1), "x", None)
    wider = ReplicaTable("stock", (*STOCK.columns, ReplicaColumn("note", "text", "VARCHAR")))
    async with Analyst(bench.order) as analyst:
        await asked(analyst, FIGURES)
        await connection.execute("ALTER TABLE stock ADD note text DEFAULT 'n'")
        found = await analyst.ask("SELECT note FROM stock", [], [wider], seconds=20, patience=20)
        assert found.rows == [("n",)]
    await connection.close()


async def test_rows_follow_their_records_and_an_owner_that_comes_after_goes_on(bench: Bench) -> None:
    connection = await bench.connection()
    stocks, pieces = [uuid4() for _ in range(3)], [uuid4() for _ in range(6)]
    for at, key in enumerate(stocks):
        await connection.execute(INSERT, key, Decimal(at), f"n{at}", None)
    for at, key in enumerate(pieces):
        await connection.execute(PIECE, key, stocks[at % 3], at)
    text = 'SELECT size, "^name" FROM piece ORDER BY size'
    changes = (
        None,
        "UPDATE stock SET name = 'new' WHERE amount = 1",
        "UPDATE stock SET version = version + 1",
        "WITH a AS (UPDATE piece SET size = size + 10 WHERE size = 1) UPDATE stock SET name = 'both' WHERE amount = 1",
        "DELETE FROM stock WHERE amount = 2",
        "WITH a AS (SELECT id FROM stock WHERE amount = 0) UPDATE piece SET parent_id = a.id FROM a WHERE size = 4",
        "TRUNCATE stock CASCADE",
    )
    async with Analyst(bench.order) as analyst:
        for change in changes:
            if change is not None:
                await connection.execute(change)
            wanted = await connection.fetch(
                "SELECT size, name FROM piece JOIN stock AS s ON s.id = parent_id ORDER BY size"
            )
            assert await asked(analyst, text) == [tuple(row) for row in wanted]
            if change and change.startswith("DELETE"):
                owner = bench.owner()
                assert owner is not None
                owner.kill()
                owner.wait(10)
                # Who comes after knows the tables from the file, and follows them before anybody asks about them.
                assert (await asked(analyst, FIGURES, tables=[STOCK]))[0][0] == 2
    await connection.close()


KINDS = ReplicaTable(
    "kind",
    (ReplicaColumn("id", "uuid", "UUID"), ReplicaColumn("title", "text", "VARCHAR")),
)
STAPLES = ReplicaTable("staple", (*STOCK.columns[:2], ReplicaColumn("kind", "uuid", "UUID")))
PARTS = ReplicaTable(
    "part", (*PIECES.columns, ReplicaColumn("own", "uuid", "UUID")), ReplicaAbove("staple", STAPLES.columns[1:])
)
MAKE_PARTS = """
CREATE TABLE kind (id uuid PRIMARY KEY, title text);
CREATE TABLE staple (id uuid PRIMARY KEY, amount numeric(18, 2), kind uuid);
CREATE TABLE part (id uuid PRIMARY KEY, parent_id uuid NOT NULL REFERENCES staple ON DELETE CASCADE, size bigint,
    own uuid);
INSERT INTO kind SELECT CAST(lpad(i::text, 32, '0') AS uuid), 'k' || i FROM generate_series(1, 5) AS s(i);
INSERT INTO staple SELECT CAST(lpad((1000 + i)::text, 32, '0') AS uuid), i, CAST(lpad((i % 7)::text, 32, '0') AS uuid)
    FROM generate_series(1, 9) AS s(i);
INSERT INTO part SELECT CAST(lpad((2000 + i)::text, 32, '0') AS uuid),
    CAST(lpad((1001 + i % 9)::text, 32, '0') AS uuid), i,
    CAST(lpad((i % 6)::text, 32, '0') AS uuid) FROM generate_series(1, 40) AS s(i);
"""
KIND_OF_PART = "(SELECT kind FROM staple AS s WHERE s.id = parent_id)"
HELD = (
    HeldColumn("part", "^kind", "kind", "title"),
    HeldColumn("part", "own", "kind", "title"),
    HeldColumn("part", "parent_id", "", ""),
)
READ = """
SELECT size, "^kind>title", "own>title", "parent_id>" = (id = min(id) OVER (PARTITION BY parent_id)) FROM part
ORDER BY size
"""
LOOKED_UP = """
SELECT size, a.title, o.title, true FROM part LEFT JOIN kind AS a ON a.id = {0} LEFT JOIN kind AS o ON o.id = own
ORDER BY size
"""


async def test_columns_of_records_that_are_held_beside_rows_follow_both(bench: Bench) -> None:
    connection = await bench.connection()
    await connection.execute(MAKE_PARTS)
    key = "CAST(lpad('{0}', 32, '0') AS uuid)"
    changes = (
        f"UPDATE kind SET title = 'new' WHERE id = {key.format(1)}",
        f"UPDATE staple SET kind = {key.format(2)} WHERE amount < 5",
        f"INSERT INTO kind VALUES ({key.format(6)}, 'late')",
        f"DELETE FROM kind WHERE id = {key.format(3)}",
        f"UPDATE part SET own = {key.format(4)}, parent_id = {key.format(1007)} WHERE size < 8",
        (
            f"WITH a AS (UPDATE kind SET title = title || '!'), b AS (UPDATE staple SET kind = {key.format(5)} "
            "WHERE amount > 6) UPDATE part SET own = NULL WHERE size > 30"
        ),
        (
            f"WITH a AS (INSERT INTO kind VALUES ({key.format(9)}, 'both')) INSERT INTO part VALUES "
            f"({key.format(2099)}, {key.format(1007)}, 99, {key.format(9)})"
        ),
        "DELETE FROM part WHERE size IN (9, 10)",
        "DELETE FROM staple WHERE amount = 7",
        "UPDATE kind SET title = NULL",
        f"TRUNCATE kind; INSERT INTO kind VALUES ({key.format(5)}, 'anew')",
    )
    beside = Beside(READ, (), HELD)
    tables = (KINDS, STAPLES, PARTS)
    plain = LOOKED_UP.format('part."^kind"')
    order = replace(bench.order, held_from=1)
    for part in (changes[:5], changes[5:]):
        async with Analyst(order) as analyst:
            # An owner that comes after knows what is held from the file.
            await until_held(analyst, plain, beside, tables)
            for change in part:
                await connection.execute(change)
                wanted = [tuple(row) for row in await connection.fetch(LOOKED_UP.format(KIND_OF_PART))]
                found = await analyst.ask(plain, (), tables, seconds=20, patience=20, beside=beside)
                assert found.rows == wanted, change
                assert found.beside or change.startswith("TRUNCATE")
                assert (await analyst.ask(plain, (), tables, seconds=20, patience=20)).rows == wanted, change
                await until_held(analyst, plain, beside, tables)
                found = await analyst.ask(plain, (), tables, seconds=20, patience=20, beside=beside)
                assert found.rows == wanted, change
            # It ends by itself soon after nobody is connected.
            owner = bench.owner()
            assert owner is not None
            owner.kill()
            owner.wait(10)
    await connection.close()


async def until_held(analyst: Analyst, text: str, beside: Beside, tables: Sequence[ReplicaTable]) -> None:
    """Ask until what is asked for is held beside rows."""
    for _ in range(600):
        with suppress(NotAnswered):
            if (await analyst.ask(text, (), tables, seconds=20, patience=20, beside=beside)).beside:
                return
        await asyncio.sleep(0.05)
    raise AssertionError


async def test_an_owner_of_another_order_makes_room(bench: Bench) -> None:
    async with Analyst(bench.order) as analyst:
        await asked(analyst, FIGURES)
        first = bench.owner()
        async with Analyst(replace(bench.order, megabytes=300)) as other:
            assert await asked(other, FIGURES) == [(0, None, None, 0)]
            second = bench.owner()
    assert first is not None
    assert second is not None
    assert first.pid != second.pid


async def test_a_replica_that_was_forgotten_begins_anew_and_nothing_is_logged_for_nobody(bench: Bench) -> None:
    connection = await bench.connection()
    triggers = "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'stock'::regclass AND NOT tgisinternal"
    async with Analyst(bench.order) as analyst:
        assert await asked(analyst, FIGURES) == [(0, None, None, 0)]
        assert await unfollow(connection, 3) == 0
        assert await connection.fetchval(triggers) == 4
        await connection.execute("UPDATE report_reader SET seen_at = seen_at - INTERVAL '5 days'")
        assert await unfollow(connection, 3) == 2
        assert await connection.fetchval(triggers) == 0
        await connection.execute(INSERT, uuid4(), Decimal(1), "x", None)
        assert await connection.fetchval("SELECT count(*) FROM report_change") == 0
        assert (await asked(analyst, FIGURES))[0][:2] == (1, Decimal(1))
        assert await connection.fetchval(triggers) == 4
    await connection.close()


async def _writer(bench: Bench, number: int, until: float, wrote: list[int]) -> None:
    """Write at random: alone, many at once, in transactions that are rolled back, with savepoints, and slowly."""
    draw = random.Random(number)
    connection = await bench.connection()
    mine: list[UUID] = []
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        transaction = connection.transaction()
        await transaction.start()
        made: list[UUID] = []
        for _ in range(draw.randint(1, 4)):
            what = draw.random()
            if what < 0.5 or not mine:
                key = uuid4()
                made.append(key)
                await connection.execute(INSERT, key, Decimal(draw.randint(0, 10**6)) / 100, draw.choice(TEXTS), None)
                for size in range(draw.randint(0, 3)):
                    await connection.execute(PIECE, uuid4(), key, size)
            elif what < 0.8:
                await connection.execute("UPDATE stock SET amount = amount + 1 WHERE id = $1", draw.choice(mine))
                if draw.random() < 0.3:
                    await connection.execute(MOVE, draw.choice(mine), draw.choice(mine))
            else:
                inner = connection.transaction()
                await inner.start()
                await connection.execute("DELETE FROM stock WHERE id = ANY ($1)", draw.sample(mine, 1))
                await (inner.rollback() if draw.random() < 0.5 else inner.commit())
        if draw.random() < 0.1:
            await asyncio.sleep(draw.random() * 0.8)
        if draw.random() < 0.25:
            await transaction.rollback()
        else:
            await transaction.commit()
            mine += made
            wrote[0] += 1
    await connection.close()


OF_STOCK = (HeldColumn("piece", "parent_id", "stock", "name"), HeldColumn("piece", "parent_id", "", ""))
OF_PIECES = """
SELECT id, "parent_id>name", "parent_id>" = (id = min(id) OVER (PARTITION BY parent_id)) FROM piece ORDER BY id
"""


async def test_no_change_is_missed_or_doubled_under_writers_rollbacks_and_kills(bench: Bench) -> None:
    seconds = float(os.environ.get("LOWCODE_TEST_FRESHNESS_SECONDS", "30"))
    wrote = [0]
    compared = killed = 0
    connection = await bench.connection()
    beside = Beside(OF_PIECES, (), OF_STOCK)
    async with Analyst(replace(bench.order, held_from=1)) as analyst:
        await asked(analyst, FIGURES)
        until = asyncio.get_running_loop().time() + seconds
        writers = [asyncio.create_task(_writer(bench, at, until, wrote)) for at in range(16)]
        while not all(one.done() for one in writers):
            # What was committed before the question is in the answer, and nothing that never was: counts of keys that
            # were there before are bounded by those after.
            before = {
                row["id"]: row["amount"]
                for row in await connection.fetch("SELECT id, amount FROM stock WHERE name = 'own'")
            }
            key = uuid4()
            await connection.execute(INSERT, key, Decimal(5), "own", None)
            rows = await asked(analyst, "SELECT id, amount FROM \"stock\" WHERE name = 'own'")
            assert dict(rows) == {**before, key: Decimal(5)}
            compared += 1
            # What is held beside pieces is filled, and lost with its owner, while both are written.
            if compared % 4 == 1:
                with suppress(NotAnswered):
                    await analyst.ask(FIGURES, (), (STOCK, PIECES), seconds=20, patience=20, beside=beside)
            if compared % 8 == 0:
                owner = bench.owner()
                if owner is not None:
                    owner.send_signal(signal.SIGKILL)
                    owner.wait(10)
                    killed += 1
        await asyncio.gather(*writers)
        columns = 'SELECT id, amount, name FROM "stock" ORDER BY id'
        wanted = [tuple(row) for row in await connection.fetch(columns)]
        assert await asked(analyst, columns) == wanted
        whole = "FROM piece JOIN stock AS s ON s.id = parent_id ORDER BY piece.id"
        pieces = BESIDE.format("s.", "").replace("SELECT id", "SELECT piece.id")
        follows = [tuple(row) for row in await connection.fetch(f"{pieces} {whole}")]
        assert await asked(analyst, BESIDE.format('"^', '"') + " FROM piece ORDER BY id") == follows
        await until_held(analyst, FIGURES, beside, (STOCK, PIECES))
        held = await analyst.ask(FIGURES, (), (STOCK, PIECES), seconds=20, patience=20, beside=beside)
        assert held.rows == [(row[0], row[4], True) for row in follows]
    await connection.close()
    assert len(follows) > 30
    assert wrote[0] > 30
    assert compared > 3
    assert killed or compared < 8
    assert len(wanted) > 30


async def test_a_question_that_somebody_cancels_is_stopped_at_once(bench: Bench) -> None:
    slow = "SELECT count(*) FROM range(100000000) AS a(x), range(1000) AS b(y) WHERE (x * y) % 7 = 3"
    async with Analyst(bench.order) as analyst:
        await asked(analyst, FIGURES)
        owner = bench.owner()
        assert owner is not None
        task = asyncio.create_task(analyst.ask(slow, [], [STOCK], seconds=600, patience=20))
        before = sum(owner.cpu_times()[:2])
        for _ in range(600):
            await asyncio.sleep(0.05)
            if sum(owner.cpu_times()[:2]) > before + 0.5:
                break
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # It computes no more: what it takes from now on is next to nothing.
        await asked(analyst, FIGURES)
        rested = sum(owner.cpu_times()[:2])
        await asyncio.sleep(1)
        assert sum(owner.cpu_times()[:2]) < rested + 0.3

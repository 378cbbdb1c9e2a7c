"""Shows that connections mean the workspace, that transactions hold, and what is told when PostgreSQL is not there."""

import asyncio
import uuid
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import bindparam, select

from lowcode.kernel.errors import Unavailable
from lowcode.settings import Settings
from lowcode.store import tables
from lowcode.store.database import Database, opened
from lowcode.store.ids import new_id
from lowcode.store.listener import Listener
from lowcode.store.statement import Statement

READ = Statement(
    select(tables.serial_counter.c.value).where(
        tables.serial_counter.c.form == bindparam("form"), tables.serial_counter.c.field == "number"
    )
)
WRITE = "INSERT INTO serial_counter (form, field, period, value) VALUES ($1, 'number', '', $2)"


async def test_names_mean_the_tables_of_the_workspace(database: Database) -> None:
    async with database.transaction() as connection:
        assert await connection.fetchval("SELECT current_schema()") == database.workspace
        await connection.execute(WRITE, "crm.lead", 7)
    async with database.connection() as connection:
        assert await READ.value(connection, form="crm.lead") == 7
        assert await READ.row(connection, form="crm.deal") is None
        assert len(await READ.rows(connection, form="crm.lead")) == 1


async def test_what_raises_undoes_all(database: Database) -> None:
    async def write(content: str) -> None:
        async with database.transaction() as connection:
            await connection.execute(WRITE, "crm.lead", 7)
            raise ValueError(content)

    with pytest.raises(ValueError, match="no"):
        await write("no")
    async with database.connection() as connection:
        assert await READ.row(connection, form="crm.lead") is None


def test_a_statement_knows_its_values() -> None:
    assert READ.arguments({"form": "x"}) == ["x", "number"]
    with pytest.raises(TypeError, match="needs form"):
        READ.arguments({})
    with pytest.raises(TypeError, match="takes no from"):
        READ.arguments({"form": "x", "from": 1})


async def test_a_server_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    settings = Settings(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable) as caught:
        async with opened(settings):
            pass
    assert [each.code for each in caught.value.diagnostics] == ["database-not-reached"]


async def test_waiting_for_ever_is_not_asked_of_anybody(settings: Settings, postgres_url: str) -> None:
    hurried = Settings(settings.home, postgres_url, "public", database_connections=2, database_seconds=0.2)
    async with opened(hurried) as database:
        with pytest.raises(Unavailable) as caught:
            async with database.connection() as connection:
                await connection.execute("SELECT pg_sleep(5)")
        assert [each.code for each in caught.value.diagnostics] == ["database-busy"]
        async with database.connection(), database.connection():
            with pytest.raises(Unavailable):
                async with database.connection():
                    pass


async def test_a_connection_that_dies_is_unavailable_and_the_next_one_works(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.connection() as connection:
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_a_cancelled_transaction_leaves_nothing_behind(database: Database) -> None:
    async def write() -> None:
        async with database.transaction() as connection:
            await connection.execute(WRITE, "crm.lead", 7)
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.connection() as connection:
        assert not connection.is_in_transaction()
        assert await READ.row(connection, form="crm.lead") is None


async def test_one_holds_what_others_wait_for(database: Database) -> None:
    order: list[str] = []

    async def work(name: str) -> None:
        async with database.transaction() as connection:
            await database.hold(connection, "publishing crm")
            order.append(f"{name} in")
            await asyncio.sleep(0.02)
            order.append(f"{name} out")

    await asyncio.gather(*(work(name) for name in "abc"))
    assert [each.split()[1] for each in order] == ["in", "out"] * 3


async def test_json_is_values(database: Database) -> None:
    async with database.connection() as connection:
        value = {"名": [1, 2.5, None, True]}
        assert await connection.fetchval("SELECT $1::jsonb", value) == value
        with pytest.raises(asyncpg.DataError):
            await connection.fetchval("SELECT $1::jsonb", float("nan"))


async def heard_until(heard: list[str | None], count: int) -> list[str | None]:
    """Wait until so much was heard."""
    async with asyncio.timeout(20):
        while len(heard) < count:  # noqa: ASYNC110 - the list is what the test is about
            await asyncio.sleep(0.01)
    return heard


async def test_listeners_hear_of_their_workspace_after_the_commit(database: Database) -> None:
    heard: list[str | None] = []

    async def note(content: str | None) -> None:
        heard.append(content)
        if content == "bad":
            raise ValueError(content)

    async def say_and_fail() -> None:
        async with database.transaction() as connection:
            await database.notify(connection, "app", "undone")
            await connection.execute("SELECT 1 / 0")

    listener = Listener(database)
    listener.on("app", note)
    async with listener:
        with pytest.raises(asyncpg.DivisionByZeroError):
            await say_and_fail()
        async with database.transaction() as connection:
            await connection.execute('SELECT pg_notify(\'lowcode\', \'["elsewhere", "app", "other"]\')')
            await connection.execute("SELECT pg_notify('lowcode', 'nonsense')")
            await database.notify(connection, "else", "other")
            await database.notify(connection, "app", "bad")
            await database.notify(connection, "app", "客户")
        assert await heard_until(heard, 3) == [None, "bad", "客户"]


async def test_a_listener_that_lost_its_connection_comes_back_and_says_so(database: Database) -> None:
    heard: list[str | None] = []

    async def note(content: str | None) -> None:
        heard.append(content)

    listener = Listener(database)
    listener.on("app", note)
    async with listener:
        await heard_until(heard, 1)
        assert listener._connection
        lost = listener._connection.get_server_pid()
        async with database.connection() as connection:
            await connection.execute("SELECT pg_terminate_backend($1)", lost)
        await heard_until(heard, 2)
        async with database.transaction() as connection:
            await database.notify(connection, "app", "again")
        assert await heard_until(heard, 3) == [None, None, "again"]


def test_ids_grow_and_are_of_version_7() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    assert {each.version for each in ids} == {7}
    assert {each.variant for each in ids} == {uuid.RFC_4122}

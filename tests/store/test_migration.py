"""Shows that migrations build exactly the tables that the product declares, once, and guard what is append-only."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.schema import CreateIndex, CreateTable

from lowcode.cli.main import main
from lowcode.kernel.errors import Invalid, Unavailable
from lowcode.settings import Settings
from lowcode.store.database import Database
from lowcode.store.migration import differences, drafted, migrate, newest, workspace_name
from lowcode.store.report_log import METADATA
from lowcode.store.statement import Statement
from lowcode.store.tables import APPEND_ONLY

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name
FROM information_schema.columns NATURAL JOIN (
    SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'
) AS t WHERE table_schema = $1 AND table_name <> 'alembic_version' ORDER BY 1, 2
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text AS owner, conname, pg_get_constraintdef(oid) AS definition
FROM pg_constraint WHERE connamespace = $1::regnamespace AND conname NOT LIKE 'alembic%' ORDER BY 1, 2
"""
INDEXES = """
SELECT tablename, indexname, indexdef FROM pg_indexes
WHERE schemaname = $1 AND tablename <> 'alembic_version' ORDER BY 1, 2
"""


async def shape(url: str, schema: str) -> list[tuple[str, ...]]:
    """Return the columns, constraints and indexes of a schema, as PostgreSQL tells them."""
    connection = await asyncpg.connect(url, server_settings={"search_path": schema})
    try:
        found = [row for query in (COLUMNS, CONSTRAINTS, INDEXES) for row in await connection.fetch(query, schema)]
    finally:
        await connection.close()
    return [tuple(str(value).replace(f"{schema}.", "") for value in row.values()) for row in found]


async def test_the_migrations_build_what_the_tables_say(postgres_url: str, settings: Settings) -> None:
    done = await migrate(postgres_url, settings.workspace)
    assert (done.before, done.after) == (None, newest())
    assert done.steps
    assert await differences(postgres_url, settings.workspace) == []
    declared = f"{settings.workspace}d"
    connection = await asyncpg.connect(postgres_url, server_settings={"search_path": declared})
    await connection.execute(f"CREATE SCHEMA {declared}")
    for table in METADATA.sorted_tables:
        await connection.execute(Statement(CreateTable(table)).text)
        for index in table.indexes:
            await connection.execute(Statement(CreateIndex(index)).text)
    await connection.close()
    assert await shape(postgres_url, settings.workspace) == await shape(postgres_url, declared)


async def test_a_table_that_differs_is_noticed(postgres_url: str, settings: Settings) -> None:
    await migrate(postgres_url, settings.workspace)
    connection = await asyncpg.connect(postgres_url, server_settings={"search_path": settings.workspace})
    await connection.execute("ALTER TABLE account DROP COLUMN email")
    await connection.close()
    assert await differences(postgres_url, settings.workspace)
    assert "add_column('account', sa.Column('email'" in await drafted(postgres_url, settings.workspace)


async def test_migrating_again_does_nothing_even_at_once(postgres_url: str, settings: Settings) -> None:
    done = await asyncio.gather(*(migrate(postgres_url, settings.workspace) for _ in range(4)))
    assert sum(bool(each.steps) for each in done) == 1
    assert (await migrate(postgres_url, settings.workspace)).steps == ()


async def test_a_newer_database_is_left_alone(postgres_url: str, settings: Settings) -> None:
    await migrate(postgres_url, settings.workspace)
    connection = await asyncpg.connect(postgres_url, server_settings={"search_path": settings.workspace})
    await connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    await connection.close()
    with pytest.raises(Invalid) as caught:
        await migrate(postgres_url, settings.workspace)
    assert "from_the_future" in caught.value.diagnostics[0].text()


@pytest.mark.parametrize(
    "name", ["", "Main", "a b", "pg_mine", "public", "information_schema", 'x"; DROP TABLE y', "1a"]
)
def test_workspaces_are_named_by_plain_words(name: str) -> None:
    with pytest.raises(Invalid):
        workspace_name(name)


async def test_a_server_that_is_not_there(settings: Settings) -> None:
    with pytest.raises(Unavailable):
        await migrate("postgresql://nobody@127.0.0.1:1/nothing", settings.workspace)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET id = id"])
async def test_history_cannot_be_changed(database: Database, table: str, change: str) -> None:
    change = change.replace("id", {"app_version": "note", "flow_journal": "number"}.get(table, "id"))
    async with database.connection() as connection:
        with pytest.raises(asyncpg.RestrictViolationError, match="never changed or removed"):
            await connection.execute(change.format(table))


def test_the_command_migrates(
    postgres_url: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("LOWCODE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("LOWCODE_HOME", str(tmp_path))
    for expected in ("empty -> ", "is up to date"):
        with pytest.raises(SystemExit) as ended:
            main(["migrate", "--workspace", settings.workspace])
        assert ended.value.code == 0
        assert expected in capsys.readouterr().out

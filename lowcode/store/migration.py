"""`migrate`: brings the tables of a workspace to what this version of the product wants."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import asyncpg
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid, Unavailable
from lowcode.kernel.names import label
from lowcode.store.dispatch_tables import METADATA

FOLDER: Final = Path(__file__).parent / "migrations"
"""Where the steps are."""

DATABASE_TOO_NEW: Final = Code(
    "database-too-new",
    label("A newer version of the product has changed the tables: {found}.", "数据表已被更新版本的产品更改：{found}。"),
    label("Start that version, or restore a backup from before it.", "请启动该版本，或恢复更早的备份。"),
)
WORKSPACE_NAME: Final = Code(
    "workspace-name-wrong",
    label("{name} is no name of a workspace.", "{name} 不能作为工作区名称。"),
    label(
        "Use lower case letters, digits and `_`, beginning with a letter.", "请使用小写字母、数字和 `_`，并以字母开头。"
    ),
)

_LOCK: Final = 7_241_031_500_000_001
"""The advisory lock of those who migrate: one at a time."""
_WORKSPACE: Final = re.compile(r"(?!pg_)[a-z][a-z0-9_]{0,47}")
_RESERVED: Final = frozenset({"public", "information_schema"})

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration has done."""

    before: str | None
    """The step at which the tables were; None when there were none."""
    after: str
    """The step at which they are now."""
    steps: tuple[str, ...]
    """What each step that was taken brings."""


def workspace_name(name: str) -> str:
    """Return a name that a schema may have. Raises `Invalid` for any other."""
    if not _WORKSPACE.fullmatch(name) or name in _RESERVED:
        message = "a workspace cannot be named so"
        raise Invalid(message, [WORKSPACE_NAME.report(name=name[:60])])
    return name


async def migrate(url: str, workspace: str = "main") -> Migrated:
    """Bring the tables of a workspace up to date in one transaction, and make the workspace when there is none.

    Whoever else migrates meanwhile waits, and then finds nothing to do. Raises `Invalid` for tables that are newer.
    """
    return await _with_tables(url, workspace, _migrate)


async def differences(url: str, workspace: str = "main") -> list[Any]:
    """Return what the tables of a workspace lack or have too much, as Alembic tells it; nothing when they are right."""
    return await _with_tables(url, workspace, lambda connection: compare_metadata(_context(connection), METADATA))


async def drafted(url: str, workspace: str = "main") -> str:
    """Return the body of the step that the tables of a workspace still need, for a file that somebody reads over."""

    def draft(connection: Connection) -> str:
        operations = produce_migrations(_context(connection), METADATA).upgrade_ops
        assert operations is not None
        return render_python_code(operations)

    return await _with_tables(url, workspace, draft)


def newest() -> str:
    """Return the last step that this version of the product knows."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


async def _with_tables(url: str, workspace: str, work: Callable[[Connection], Result]) -> Result:
    """Do something with Alembic in one transaction, in the schema of the workspace."""
    schema = workspace_name(workspace)

    async def connect(*_: Any, **__: Any) -> Any:
        return await asyncpg.connect(url, server_settings={"search_path": schema, "lock_timeout": "30s"})

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
            return await connection.run_sync(work)
    except OSError as error:
        message = f"PostgreSQL does not answer: {error}"
        raise Unavailable(message) from error
    finally:
        await engine.dispose()


def _migrate(connection: Connection) -> Migrated:
    """Take the steps that are missing."""
    scripts = _scripts()
    known = {script.revision for script in scripts.walk_revisions()}
    before = _context(connection).get_current_revision()
    if before is not None and before not in known:
        message = "the database is of a newer version"
        raise Invalid(message, [DATABASE_TOO_NEW.report(found=before)])
    taken: list[str] = []

    def steps(revision: Any, _context: MigrationContext) -> list[Any]:
        missing = scripts._upgrade_revs("head", revision)  # noqa: SLF001 - as Alembic's own commands do
        taken.extend(str(step.revision.doc) for step in missing)
        return missing

    context = MigrationContext.configure(connection, opts={"fn": steps, "target_metadata": METADATA})
    with Operations.context(context):
        context.run_migrations()
    return Migrated(before, newest(), tuple(taken))


def _context(connection: Connection) -> MigrationContext:
    """Return what compares the tables of a connection."""
    return MigrationContext.configure(connection, opts={"compare_server_default": True})


def _scripts() -> ScriptDirectory:
    """Return the steps."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)

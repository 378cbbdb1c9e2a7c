"""Applies what publishing does to the tables of an app, inside its transaction, and purges what is hidden."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from typing import Final, cast

import asyncpg
from alembic.migration import MigrationContext
from alembic.operations import Operations, ops
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Index
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex

from engine_forms.form_set import FormSet
from lowcode.kernel.errors import Conflict, Invalid
from lowcode.store.borrowed import borrowed
from lowcode.store.comparison import Change
from lowcode.store.conversion import LONG
from lowcode.store.form_tables import FormTable, form_tables, rows_of
from lowcode.store.live_tables import live_tables
from lowcode.store.names import quoted
from lowcode.store.plan import NOT_DIFFERENT, TABLES_BUSY, break_
from lowcode.store.statement import Connection

_LOCK_MILLISECONDS: Final = 150
"""How long one attempt to lock the tables takes: much shorter than PostgreSQL's `deadlock_timeout` of a second, so that
whoever writes meanwhile waits a moment and is never chosen to give up, and short enough for many attempts."""
_ATTEMPTS: Final = 60
_PAUSE: Final = 0.05
"""Seconds between two attempts, on average."""
_DIALECT: Final = cast("Dialect", PGDialect_asyncpg())  # type: ignore[no-untyped-call]


async def applied(connection: Connection, change: Change) -> None:
    """Do what has to be done, in the transaction of the connection.

    Raises `Invalid` when something stands in the way, `Conflict` when the tables are in use without a pause; then
    the transaction has to be given up.
    """
    if change.plan.breaks:
        message = "the records do not fit"
        raise Invalid(message, [one.diagnostic() for one in change.plan.breaks])
    if change.nothing:
        return
    await _lock(connection, change.locked)
    await borrowed(connection, lambda opened: _invoke(opened, change.operations))
    for conversion in change.conversions:
        if refusal := await conversion.carry_out(connection):
            message = "the records do not fit"
            raise Invalid(message, [refusal.diagnostic()])
    await _add_indexes(connection, change)
    await _rename(connection, change)


async def purged(connection: Connection, app: str, forms: FormSet | None) -> tuple[str, ...]:
    """Remove for ever what an app has and no longer wants: hidden columns, and tables of forms that are gone.

    `forms` are the forms that are published, None when the whole app is gone. Returns the names of what was removed;
    `lead.note` is a column. Raises `Conflict` when the tables are in use without a pause.
    """
    wanted = (
        {one.table.name: set(one.table.columns.keys()) for one in form_tables(app, rows_of(forms))} if forms else {}
    )
    mine = [one for one in (await live_tables(connection)).values() if one.place.split(".")[0] == app]
    columns = {one.name: [name for name in one.columns if name not in wanted.get(one.name, ())] for one in mine}
    gone = sorted(one.name for one in mine if one.name not in wanted)
    await _lock(connection, [name for name, extra in columns.items() if extra])
    if gone:
        await connection.execute(f"DROP TABLE {', '.join(map(quoted, gone))}")
    removed = list(gone)
    for name, extra in sorted(columns.items()):
        if extra and name in wanted:
            dropped = ", ".join(f"DROP COLUMN {quoted(column)}" for column in extra)
            await connection.execute(f"ALTER TABLE {quoted(name)} {dropped}")
            removed += [f"{name}.{column}" for column in extra]
    return tuple(removed)


async def _lock(connection: Connection, tables: Sequence[str]) -> None:
    """Lock tables, all at once or none. Raises `Conflict`."""
    if not tables:
        return
    names = ", ".join(quoted(name) for name in sorted(tables))
    for _ in range(_ATTEMPTS):
        try:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL statement_timeout = {_LOCK_MILLISECONDS}")
                await connection.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
                await connection.execute("SET LOCAL statement_timeout = DEFAULT")
        except (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            await asyncio.sleep(_PAUSE * (0.5 + random.random()))  # noqa: S311 - chance keeps attempts apart
        else:
            return
    message = "the tables are busy"
    raise Conflict(message, [TABLES_BUSY.report(forms=", ".join(tables))])


def _invoke(opened: SyncConnection, operations: Sequence[ops.MigrateOperation]) -> None:
    """Carry out operations of Alembic."""
    context = Operations(MigrationContext.configure(opened))
    for one in operations:
        context.invoke(one)


async def _add_indexes(connection: Connection, change: Change) -> None:
    """Make the indexes that are missing from the tables that are changed. Raises `Invalid`."""
    live = await live_tables(connection)
    for one in change.tables:
        there = live[one.table.name]
        present = await there.indexes(connection)
        for index in _indexes(one):
            if index.name in present:
                continue
            try:
                await connection.execute(str(CreateIndex(index).compile(dialect=_DIALECT)), timeout=LONG)
            except asyncpg.UniqueViolationError as error:
                message = "the records do not fit"
                names = ", ".join(index.info["columns"])
                raise Invalid(message, [break_(NOT_DIFFERENT, one.place, (), 2, fields=names).diagnostic()]) from error


def _indexes(one: FormTable) -> list[Index]:
    """Return the indexes of a table in the order of its definition."""
    return sorted(one.table.indexes, key=lambda index: index.info["position"])


async def _rename(connection: Connection, change: Change) -> None:
    """Give tables, columns and indexes the names that they are wanted under."""
    for was, now in _moves([(a.table.name, b.table.name) for a, b in zip(change.tables, change.wanted, strict=True)]):
        await connection.execute(f"ALTER TABLE {quoted(was)} RENAME TO {quoted(now)}")
    for before, after in zip(change.tables, change.wanted, strict=True):
        name = quoted(after.table.name)
        if before.place != after.place:
            await connection.execute(f"COMMENT ON TABLE {name} IS '{after.place}'")
        pairs = zip(before.table.columns.keys(), after.table.columns.keys(), strict=True)
        for was, now in _moves(list(pairs)):
            await connection.execute(f"ALTER TABLE {name} RENAME COLUMN {quoted(was)} TO {quoted(now)}")
        indexes = zip(_indexes(before), _indexes(after), strict=True)
        for was, now in _moves([(str(a.name), str(b.name)) for a, b in indexes]):
            await connection.execute(f"ALTER INDEX {quoted(was)} RENAME TO {quoted(now)}")


def _moves(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Iterate over the renames of pairs of names, in an order in which no name is given while it is taken."""
    changed = [(was, now) for was, now in pairs if was != now]
    taken = {was for was, _ in changed}
    waiting = []
    for number, (was, now) in enumerate(changed):
        if now in taken:
            yield was, f"moving_{number}"
            waiting.append((f"moving_{number}", now))
        else:
            # Its new name is free now, and its old one has to be before anything that waits takes it.
            yield was, now
    yield from waiting

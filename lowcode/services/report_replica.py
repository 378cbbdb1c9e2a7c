"""`ReplicaSource`: questions about large tables, answered by the replica by columns of this host."""

import re
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final
from weakref import WeakKeyDictionary

from engine_reports.compiled import Compiled
from lowcode.kernel.errors import Conflict, Invalid
from lowcode.services.record_app import RecordApp
from lowcode.services.report_codes import CANCELLED, TOO_LARGE
from lowcode.services.report_source import Found, Question, too_slow
from lowcode.settings import Settings
from lowcode.store.analytics.analyst import Analyst, Beside, Cancelled, NotAnswered, TooLarge, socket_of
from lowcode.store.analytics.owner import Order
from lowcode.store.analytics.table import ACCOUNTS, DEPARTMENTS, ReplicaTable, replica_table
from lowcode.store.database import Database

_NAME: Final = re.compile(r'"(\w+)"')
_SIZES: Final = """
SELECT relname, pg_relation_size(oid) AS bytes FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY ($1)
"""
_ELSEWHERE: Final = ('"record_stay"', '"flow_instance"', '"flow_task"')
"""Tables that no replica keeps."""
_LOOK: Final = 60.0
"""Seconds for which the sizes of tables are believed."""
_PATIENCE: Final = 2.0
"""Seconds that a question waits for the replica to be brought up to date, before PostgreSQL has to answer."""
_REFUSALS: Final = 500
"""How many texts are remembered that the replica cannot answer."""


class ReplicaSource:
    """The replica: for questions of which a table has some size, as long as it is there."""

    def __init__(self, database: Database, analyst: Analyst, seconds: float, megabytes: float) -> None:
        """Take the workspace, the way to the replica, the seconds that a question may take, and the least size."""
        self._database = database
        self._analyst = analyst
        self._seconds = seconds
        self._least = megabytes * 1024 * 1024
        self._sizes: dict[str, int] = {}
        self._looked = -_LOOK
        self._refused: dict[str, None] = {}
        self._tables: WeakKeyDictionary[RecordApp, dict[str, ReplicaTable]] = WeakKeyDictionary()

    async def find(self, question: Question) -> Found | None:
        """Return the groups of a question; None when PostgreSQL is to answer it. Raises `Invalid`, `Conflict`."""
        if not self._least:
            return None
        app = question.access.app
        known = self._tables.get(app)
        if known is None:
            known = self._tables[app] = tables_of(app)
        await self._look(known)
        if max((self._sizes.get(one, 0) for one in known), default=0) < self._least:
            return None
        try:
            compiled = question.compiled("duckdb")
        except Invalid:
            # What DuckDB cannot say PostgreSQL perhaps can; what neither can is told by the last.
            return None
        needed = _needed(known, _NAME.findall(compiled.text))
        large = max((self._sizes.get(one, 0) for one in needed), default=0) >= self._least
        if not large or any(one in compiled.text for one in _ELSEWHERE) or compiled.text in self._refused:
            return None
        try:
            found = await self._analyst.ask(
                compiled.text,
                compiled.bind(),
                [*needed.values()],
                seconds=self._seconds,
                patience=_PATIENCE,
                beside=_beside(question, compiled),
            )
        except NotAnswered as reason:
            self._note(compiled.text, str(reason))
            return None
        except TimeoutError as error:
            raise too_slow(self._seconds) from error
        except TooLarge as error:
            # PostgreSQL would take as much, beside the forms.
            message = "the question takes too much memory"
            raise Invalid(message, [TOO_LARGE.report()]) from error
        except Cancelled as error:
            message = "the question was cancelled"
            raise Conflict(message, [CANCELLED.report()]) from error
        at = datetime.fromtimestamp(found.at, UTC)
        return Found(compiled, compiled.read(found.rows), "duckdb", at, found.milliseconds, found.cached)

    def _note(self, text: str, reason: str) -> None:
        """Remember a question that speaks of what the replica does not keep."""
        if reason.startswith(("Binder Error", "Catalog Error")):
            self._refused[text] = None
            if len(self._refused) > _REFUSALS:
                del self._refused[next(iter(self._refused))]

    async def _look(self, known: dict[str, ReplicaTable]) -> None:
        """Look how large tables are, if nobody has for some time."""
        if time.monotonic() - self._looked < _LOOK and known.keys() <= self._sizes.keys():
            return
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SIZES, [*known])
        self._sizes |= dict.fromkeys(known, 0) | {row["relname"]: row["bytes"] for row in rows}
        self._looked = time.monotonic()


def _beside(question: Question, compiled: Compiled) -> Beside | None:
    """Return a question as one that reads beside rows what can be held there; None when it looks nothing up."""
    if not compiled.held:
        return None
    other = question.compiled("duckdb", held=True)
    return Beside(other.text, other.bind(), compiled.held)


def _needed(known: Mapping[str, ReplicaTable], names: Iterable[str]) -> dict[str, ReplicaTable]:
    """Return the tables that are named, each after that of the records which its rows have columns of."""
    found: dict[str, ReplicaTable] = {}
    for name in names:
        if name in known:
            above = known[name].above
            found |= {} if above is None else {above.table: known[above.table]}
            found[name] = known[name]
    return found


def tables_of(app: RecordApp) -> dict[str, ReplicaTable]:
    """Return the tables of an app, and those of people, as the replica keeps them, by name."""
    shapes = app.tables.shapes
    found = [replica_table(one, shapes[one.form, ""] if one.subtable else None) for one in shapes.values()]
    return {one.name: one for one in (*found, ACCOUNTS, DEPARTMENTS)}


def analyst_of(database: Database, settings: Settings) -> Analyst:
    """Return the way to the replica of a workspace on this host."""
    folder = (settings.home / "replica" / settings.workspace).absolute()
    order = Order(
        database.url,
        settings.workspace,
        str(folder),
        socket_of(folder),
        settings.replica_megabytes,
        settings.replica_threads,
    )
    return Analyst(order)


def replica_source(database: Database, analyst: Analyst, settings: Settings) -> ReplicaSource:
    """Return the replica as a source of answers."""
    return ReplicaSource(database, analyst, settings.report_seconds, settings.replica_from)

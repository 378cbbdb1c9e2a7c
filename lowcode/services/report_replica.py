"""`ReplicaSource`: questions about large tables, answered by the replica of this host, or by Spark over its files."""

from datetime import UTC, datetime
from typing import Final

from engine_reports.compiled import Compiled
from lowcode.kernel.errors import Conflict, Invalid
from lowcode.services.report_codes import CANCELLED, TOO_LARGE
from lowcode.services.report_source import Found, Question, too_slow
from lowcode.services.report_tables import ReportTables
from lowcode.settings import Settings
from lowcode.store.analytics.analyst import Analyst, Beside, Cancelled, Engine, NotAnswered, TooLarge, socket_of
from lowcode.store.analytics.owner import Order
from lowcode.store.database import Database

_PATIENCE: Final = 2.0
"""Seconds that a question waits for the replica to be brought up to date, before another source has to answer."""
_REFUSALS: Final = 500
"""How many texts are remembered that the replica cannot answer."""
_UNKNOWN: Final = ("Binder Error", "Catalog Error", "AnalysisException")
"""How the reasons begin that are those of the text, and will be there the next time."""
_NO_FILES: Final = "PATH_NOT_FOUND"
"""What Spark says where it does not see the files, which has nothing to do with the text."""


class ReplicaSource:
    """The replica: for questions of which a table has some size, as long as it is there."""

    def __init__(
        self, database: Database, analyst: Analyst, seconds: float, megabytes: float, engine: Engine = "duckdb"
    ) -> None:
        """Take the workspace, the way to the replica, the seconds that a question may take, and the least size.

        `engine` is what computes the answers: the replica itself, or Spark over its files.
        """
        self._engine: Final = engine
        self._tables = ReportTables(database)
        self._analyst = analyst
        self._seconds = seconds
        self._least = megabytes * 1024 * 1024
        self._refused: dict[str, None] = {}

    async def find(self, question: Question) -> Found | None:
        """Return the groups of a question; None when another source is to answer it. Raises `Invalid`, `Conflict`."""
        app = question.access.app
        if not self._least or not await self._tables.large(app, self._least):
            return None
        try:
            compiled = question.compiled(self._engine)
        except Invalid:
            # What one database cannot say another perhaps can; what neither can is told by the last.
            return None
        needed = self._tables.needed(app, compiled.text, self._least)
        if needed is None or compiled.text in self._refused:
            return None
        try:
            found = await self._analyst.ask(
                compiled.text,
                compiled.bind(),
                needed,
                seconds=self._seconds,
                patience=_PATIENCE,
                engine=self._engine,
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
        return Found(compiled, compiled.read(found.rows), self._engine, at, found.milliseconds, found.cached)

    def _note(self, text: str, reason: str) -> None:
        """Remember a question that speaks of what the replica does not keep."""
        if reason.startswith(_UNKNOWN) and _NO_FILES not in reason:
            self._refused[text] = None
            if len(self._refused) > _REFUSALS:
                del self._refused[next(iter(self._refused))]


def _beside(question: Question, compiled: Compiled) -> Beside | None:
    """Return a question as one that reads beside rows what can be held there; None when it looks nothing up."""
    if not compiled.held:
        return None
    other = question.compiled("duckdb", held=True)
    return Beside(other.text, other.bind(), compiled.held)


def analyst_of(database: Database, settings: Settings) -> Analyst:
    """Return the way to the replica of a workspace on this host."""
    folder = (settings.home / "replica" / settings.workspace).absolute()
    files = folder / "parquet" if settings.spark_folder is None else settings.spark_folder / settings.workspace
    order = Order(
        database.url,
        settings.workspace,
        str(folder),
        socket_of(folder),
        settings.replica_megabytes,
        settings.replica_threads,
        spark=settings.spark_url or "",
        parquet=str(files),
    )
    return Analyst(order)


def replica_sources(database: Database, analyst: Analyst, settings: Settings) -> list[ReplicaSource]:
    """Return the sources of answers about large tables: Spark where one is named, and the replica."""
    seconds = settings.report_seconds
    found = [ReplicaSource(database, analyst, seconds, settings.replica_from)]
    if settings.spark_url is not None:
        found.insert(0, ReplicaSource(database, analyst, seconds, settings.spark_from, "spark"))
    return found

"""`ReportSource`: where questions are computed; PostgreSQL, read only and within limits of time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import asyncpg

from engine_reports.compilation import compile_query
from engine_reports.compiled import AnswerRow, Compiled
from engine_reports.metric import ReportMetric
from engine_reports.query import ReportQuery
from engine_reports.subject import Subject
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.services.report_access import ReportAccess
from lowcode.services.report_codes import NOT_COMPUTED, TOO_SLOW
from lowcode.services.report_messages import Where
from lowcode.store.database import Database


@dataclass(frozen=True, slots=True)
class Question:
    """A question with everything that it takes to compile it."""

    query: ReportQuery
    subject: Subject
    access: ReportAccess
    metrics: dict[str, ReportMetric]

    def compiled(self, dialect: str, *, held: bool = False) -> Compiled:
        """Return it as SQL, with `held` as such that reads beside the rows what can be held there.

        Raises `Invalid` with what is wrong with it.
        """
        found = compile_query(self.query, self.subject, self.access, dialect, self.metrics, held=held)
        if not found.text:
            message = "the question is not accepted"
            raise Invalid(message, found.diagnostics)
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """What a source gave."""

    compiled: Compiled
    rows: Sequence[AnswerRow]
    engine: Where
    at: datetime
    milliseconds: float
    cached: bool = False


class ReportSource(Protocol):
    """Something that computes questions."""

    async def find(self, question: Question) -> Found | None:
        """Return the groups of a question; None when another source has to. Raises `Invalid`."""


class PostgresSource:
    """The database of the records themselves: always there, always fresh."""

    def __init__(self, database: Database, seconds: float) -> None:
        """Take the workspace, and the seconds that a question may take."""
        self._database = database
        self._seconds = seconds

    async def find(self, question: Question) -> Found:
        """Return the groups of a question. Raises `Invalid` for one that cannot be computed, or not in time."""
        compiled = question.compiled("postgres")
        at = clock.now()
        began = time.perf_counter()
        try:
            async with self._database.transaction(isolation="repeatable_read", readonly=True) as connection:
                # What is compiled for one question pays off in long ones only; those run in the replica.
                await connection.execute(
                    f"SET LOCAL statement_timeout = {int(self._seconds * 1000)}; SET LOCAL jit = off; "
                    "SET LOCAL work_mem = '32MB'"
                )
                rows = await connection.fetch(compiled.text, *compiled.bind(), timeout=self._seconds + 2)
        except (asyncpg.QueryCanceledError, TimeoutError) as error:
            raise too_slow(self._seconds) from error
        except (asyncpg.DataError, asyncpg.ProgramLimitExceededError) as error:
            raise not_computed(str(error)) from error
        took = (time.perf_counter() - began) * 1000
        return Found(compiled, compiled.read([tuple(row) for row in rows]), "postgres", at, took)


def too_slow(seconds: float) -> Invalid:
    """Return the error of a question that took too long."""
    message = "the question took too long"
    return Invalid(message, [TOO_SLOW.report(seconds=f"{seconds:g}")])


def not_computed(reason: str) -> Invalid:
    """Return the error of a question that the database cannot compute."""
    message = "the question cannot be computed"
    return Invalid(message, [NOT_COMPUTED.report(reason=(reason.splitlines() or [""])[0].rstrip("."))])

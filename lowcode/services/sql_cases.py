"""Cases of the language from outside, answered by the databases."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from engine_rules import codes
from engine_rules.expression import Expression
from engine_rules.targets.python.program import Outcome
from lowcode.services.cases import Answer, Case, fitted, read_case
from lowcode.store import embedded
from lowcode.store.expressions import Asked, evaluate_in_duckdb, evaluate_in_postgres

NOT_DURABLE: Final = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Settings of a server that only computes."""
Evaluate = Callable[[Sequence[Asked]], list[Outcome]]


def answers_in_postgres(lines: Sequence[str]) -> Iterator[Answer]:
    """Return the answers of PostgreSQL: of `LOWCODE_DATABASE_URL`, or of a server that lives as long as the call."""
    with _postgres() as url:
        yield from _answers(lines, lambda asked: evaluate_in_postgres(url, asked))


def answers_in_duckdb(lines: Sequence[str]) -> Iterator[Answer]:
    """Return the answers of a DuckDB in memory."""
    return _answers(lines, evaluate_in_duckdb)


@contextmanager
def _postgres() -> Iterator[str]:
    """Lend the address of a PostgreSQL."""
    url = os.environ.get("LOWCODE_DATABASE_URL")
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home), NOT_DURABLE) as server:
        yield server.url


def _answers(lines: Sequence[str], evaluate: Evaluate) -> Iterator[Answer]:
    """Return the answers to lines of JSON, one each; empty lines are passed over."""
    read = [read_case(line) for line in lines if line.strip()]
    asked = [_asked(one) for one in read if isinstance(one, Case)]
    outcomes = iter(evaluate(asked))
    for one in read:
        yield one if isinstance(one, Answer) else _answer(one, next(outcomes))


def _asked(case: Case) -> Asked:
    """Return the expression of a case with its values."""
    return case.expression(), case.values


def _answer(case: Case, outcome: Outcome) -> Answer:
    """Return the answer with what the checker said before."""
    try:
        found: Expression = case.expression()
        warnings = outcome.warnings
        if outcome.value is None and not warnings:
            # a database gives null without a word; the reasons are those that the traced run meets
            warnings = found.trace(case.values).warnings
        met = {(one.code, one.span) for one in warnings}
        known = tuple(one for one in found.diagnostics if (one.code, one.span) not in met)
        return fitted(Answer(case.id, outcome.value, known + warnings), case.result)
    except Exception as error:  # noqa: BLE001 - one case never ends the others
        return Answer(case.id, None, (codes.BAD_CASE.report(reason=f"{type(error).__name__}: {error}"),))

"""All targets side by side: the same expressions and values on each, compared with Python."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import TracebackType
from typing import Any, Final, Self

import asyncpg

from engine_rules import typed_json
from engine_rules.expression import Expression
from engine_rules.operators import equal
from engine_rules.targets.browser import browser_program
from engine_rules.targets.python.program import Outcome
from engine_rules.texts import nested
from engine_rules.values import Value
from lowcode.cli.node import SCRIPT, BrowserTarget
from lowcode.store.expressions import DuckDbExpressions, PostgresExpressions
from tests.engine_rules.expressions import SCOPE, Drawn

NEAR: Final = {"postgres": Decimal("1e-33"), "duckdb": Decimal("1e-9"), "browser": Decimal(0)}
"""How far a number may be off, as a part of it: the last of 34 digits, and DuckDB's quotients that are cut off."""


@dataclass
class Tally:
    """What came of a comparison."""

    compared: dict[str, int] = field(default_factory=dict)
    """How many values each target gave."""
    refused: dict[str, int] = field(default_factory=dict)
    """How many expressions each target cannot say."""
    differences: list[str] = field(default_factory=list)
    """What a target gave differently."""


class Targets:
    """PostgreSQL, DuckDB and, when its interpreter is built, the browser; use it in a `with` block."""

    def __init__(self, postgres_url: str) -> None:
        self._runner = asyncio.Runner()
        self._connection = self._runner.run(asyncpg.connect(postgres_url, statement_cache_size=0))
        self._postgres = PostgresExpressions(self._connection)
        self._duckdb = DuckDbExpressions()
        self._browser = BrowserTarget() if SCRIPT.is_file() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._browser is not None:
            self._browser.__exit__(kind, error, trace)
        self._duckdb.close()
        self._runner.run(self._connection.close())
        self._runner.close()

    def compare(self, cases: Sequence[Drawn]) -> Tally:
        """Return how the targets answer cases, compared with Python."""
        tally = Tally()
        asked = [(Expression(case.text, SCOPE), case) for case in cases]
        for found, case in asked:
            assert found.tree is not None, (case.text, [one.text() for one in found.diagnostics])
            expected = found.evaluate(case.values)
            traced = found.trace(case.values).value
            if not same("browser", expected, traced):
                tally.differences.append(
                    f"traced: {case.text} is {nested(traced)} for {nested(expected)} {case.values}"
                )
            answer = self._runner.run(self._postgres.evaluate(found, case.values, known="named"))
            self._note(tally, "postgres", case, expected, answer)
            self._note(tally, "duckdb", case, expected, self._duckdb.evaluate(found, case.values, known="named"))
        if self._browser is not None:
            self._in_browser(tally, asked, self._browser)
        return tally

    def _in_browser(self, tally: Tally, asked: Sequence[tuple[Expression, Drawn]], browser: BrowserTarget) -> None:
        kept: list[tuple[Expression, Drawn]] = []
        requests: list[dict[str, Any]] = []
        for found, case in asked:
            assert found.tree is not None
            program = browser_program(found.tree)
            if program.diagnostics:
                tally.refused["browser"] = tally.refused.get("browser", 0) + 1
                continue
            kept.append((found, case))
            context = {name: typed_json.write(value) for name, value in case.values.items()}
            requests.append({"tree": program.tree, "context": context})
        for (found, case), told in zip(kept, browser.evaluate(requests), strict=True):
            value = typed_json.read(told["value"])
            self._note(tally, "browser", case, found.evaluate(case.values), Outcome(value, ()))

    def _note(self, tally: Tally, target: str, case: Drawn, expected: Value, answer: Outcome) -> None:
        if any(one.code == "not-on-target" for one in answer.warnings):
            tally.refused[target] = tally.refused.get(target, 0) + 1
            return
        tally.compared[target] = tally.compared.get(target, 0) + 1
        if answer.warnings or not same(target, expected, answer.value):
            reasons = [one.text() for one in answer.warnings]
            tally.differences.append(
                f"{target}: {case.text} is {nested(answer.value)} for {nested(expected)} {reasons} {case.values}"
            )


def same(target: str, expected: Value, found: Value) -> bool:
    """Return whether a target gave the value, to the digits that it promises."""
    if expected is None or found is None:
        return expected is found
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) <= NEAR[target] * max(Decimal(1), abs(expected))
    return equal(expected, found) is True

"""`lift`: what makes a difference: how often something succeeds with a behaviour and without it."""

from collections.abc import Iterator
from typing import Final, Literal

import pydantic

from engine_reports import codes
from engine_reports.aggregates.count import CountAggregate
from engine_reports.analysis import Analysis
from engine_reports.query import ReportMeasure, ReportQuery
from engine_reports.texts import ExpressionText
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

PARTS: Final = ("with", "with_won", "without", "without_won")
"""The counts of a behaviour, as the measures of the question are called."""


class Behaviour(Spec):
    """Something that was done, or not."""

    name: Name
    """Its name."""
    label: Label
    """What people read."""
    condition: ExpressionText
    """What holds for a row of the dataset where it was done."""


class LiftAnalysis(Analysis):
    """How often something succeeds where a behaviour was shown against where it was not, for each group.

    Each rate has the interval of Wilson (1927), their difference that of Newcombe (1998, method 10).
    """

    kind: Literal["lift"]
    outcome: ExpressionText
    """What holds for a row that succeeded."""
    behaviours: tuple[Behaviour, ...] = pydantic.Field(min_length=1, max_length=8)
    """What is compared."""
    confidence: int = pydantic.Field(default=95, ge=50, le=99)
    """In how many of a hundred cases the intervals should hold the truth."""

    def asked(self, query: ReportQuery) -> ReportQuery:
        """Return the question for four counts of each behaviour; rows of which it is unknown count in none."""
        measures = tuple(
            ReportMeasure(name=f"b{at}_{part}", of=CountAggregate(kind="count"), filter=text)
            for at, one in enumerate(self.behaviours)
            for part, text in zip(PARTS, self._filters(one), strict=True)
        )
        return query.model_copy(
            update={
                "measures": measures, "limit": None, "sort": (), "totals": "none", "pivot": (), "having": None,
                "comparison": "none",
            }
        )  # fmt: skip

    def _filters(self, one: Behaviour) -> tuple[str, str, str, str]:
        """Return which rows each of the counts is of."""
        done, not_done, won = f"({one.condition})", f"not({one.condition})", f"({self.outcome})"
        return done, f"{done} and {won}", not_done, f"{not_done} and {won}"

    def problems(self, query: ReportQuery) -> Iterator[Diagnostic]:
        """Iterate over why it cannot be made: four counts of each behaviour have to fit, and one dimension."""
        if len(query.dimensions) > 1:
            yield codes.ONE_GROUPING.report(path="/query/dimensions")

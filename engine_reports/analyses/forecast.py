"""`forecast`: how numbers along time go on, with how wrong the same way was about what is known by now."""

from collections.abc import Iterator
from typing import Final, Literal

import pydantic

from engine_reports import codes
from engine_reports.analysis import Analysis
from engine_reports.query import ReportQuery
from engine_reports.texts import DatasetName, ExpressionText
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.spec import Spec

SEASONS: Final = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}
"""How many periods of a grain a season has: a week of days, a year of the others."""


class Promotions(Spec):
    """Where it is kept what was promoted, and what is planned to be."""

    dataset: DatasetName
    """The dataset: each row is a promotion."""
    starts: ExpressionText
    """Its first day."""
    ends: ExpressionText
    """Its last day."""
    filter: ExpressionText | None = None
    """Which rows count."""


class ForecastAnalysis(Analysis):
    """How a number goes on along time, for everything and for each group: season, trend and promotions.

    The question has a time as its first dimension and one measure that adds up; further dimensions are groups.
    """

    kind: Literal["forecast"]
    horizon: int = pydantic.Field(default=6, ge=1, le=60)
    """How many periods are foretold."""
    confidence: int = pydantic.Field(default=80, ge=50, le=99)
    """In how many of a hundred cases the number should lie within the band."""
    groups: int = pydantic.Field(default=8, ge=1, le=24)
    """Of how many groups, those with the greatest sums."""
    promotions: Promotions | None = None
    """What was and will be promoted; its effect is estimated, and what is planned counts in what is foretold."""

    def asked(self, query: ReportQuery) -> ReportQuery:
        """Return the question without limits, orders and stretches of time: all periods are needed."""
        plain: dict[str, object] = {"sort": (), "pivot": (), "totals": "none", "comparison": "none"}
        return query.model_copy(update=plain | dict.fromkeys(("limit", "having", "period", "stretch")))

    def problems(self, query: ReportQuery) -> Iterator[Diagnostic]:
        """Iterate over why it cannot be made: the first dimension has to be a time in periods."""
        first = query.dimensions[0] if query.dimensions else None
        if first is None or not first.is_time or first.grain not in SEASONS:
            yield codes.NO_PERIODS.report(path="/query/dimensions/0", known=", ".join(SEASONS))

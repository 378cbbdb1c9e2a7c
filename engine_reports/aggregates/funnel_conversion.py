"""`funnel_conversion`: which part of those that reached a step reached another."""

from collections.abc import Sequence
from typing import Literal

from engine_reports.aggregate import Aggregate, quotient
from engine_reports.part import Part
from engine_reports.texts import ExpressionText
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import Scalar


class FunnelConversionAggregate(Aggregate):
    """Which part of those that reached a step reached a later one: different keys of rows by different keys."""

    kind: Literal["funnel_conversion"]
    key: ExpressionText
    """Who goes through the funnel: `id` of a lead."""
    entered: ExpressionText
    """The condition of rows that reached the first step."""
    reached: ExpressionText
    """The condition of rows that reached the later step."""

    def parts(self) -> tuple[Part, ...]:
        """Return how many different keys reached each step."""
        return Part("distinct", self.key, filter=self.reached), Part("distinct", self.key, filter=self.entered)

    def finish(self, parts: Sequence[Scalar], dialect: Dialect) -> Scalar:
        """Return the quotient."""
        return quotient(dialect, parts[0], parts[1])

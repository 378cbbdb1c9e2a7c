"""`ratio`: a sum by another sum."""

from collections.abc import Sequence
from typing import Literal

from engine_reports.aggregate import Aggregate, quotient
from engine_reports.part import Part
from engine_reports.texts import ExpressionText
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import Scalar


class RatioAggregate(Aggregate):
    """A sum by another sum, at every level of the answer: never a mean of ratios; null where the divisor is zero."""

    kind: Literal["ratio"]
    numerator: ExpressionText
    """The number whose sum is divided."""
    denominator: ExpressionText
    """The number by whose sum it is divided."""

    def parts(self) -> tuple[Part, ...]:
        """Return both sums."""
        return Part("sum", self.numerator), Part("sum", self.denominator)

    def finish(self, parts: Sequence[Scalar], dialect: Dialect) -> Scalar:
        """Return the quotient."""
        return quotient(dialect, parts[0], parts[1])

"""`average`: the arithmetic mean of a number."""

from collections.abc import Sequence
from typing import Literal

from engine_reports.aggregate import Aggregate, quotient
from engine_reports.part import Part
from engine_reports.texts import ExpressionText
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import Scalar


class AverageAggregate(Aggregate):
    """The arithmetic mean of a number: at every level the sum of all by their count, never a mean of means."""

    kind: Literal["average"]
    value: ExpressionText
    """The number."""

    def parts(self) -> tuple[Part, ...]:
        """Return the sum and the count."""
        return Part("sum", self.value), Part("count", self.value)

    def finish(self, parts: Sequence[Scalar], dialect: Dialect) -> Scalar:
        """Return the quotient."""
        return quotient(dialect, parts[0], parts[1])

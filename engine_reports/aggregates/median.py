"""`median`: the value in the middle."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from engine_reports.aggregate import Aggregate, quotient
from engine_reports.part import Part
from engine_reports.texts import ExpressionText
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import Scalar


class MedianAggregate(Aggregate):
    """The value in the middle, the mean of the two in the middle of an even number of them; exact decimals."""

    kind: Literal["median"]
    value: ExpressionText
    """The number."""

    def parts(self) -> tuple[Part, ...]:
        """Return the lower and the upper value in the middle."""
        return Part("lower", self.value), Part("upper", self.value)

    def finish(self, parts: Sequence[Scalar], dialect: Dialect) -> Scalar:
        """Return their mean."""
        return quotient(dialect, dialect.add("+", parts[0], parts[1]), dialect.number(Decimal(2)))

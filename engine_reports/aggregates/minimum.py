"""`minimum`: the least value."""

from typing import Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class MinimumAggregate(Aggregate):
    """The least value."""

    kind: Literal["minimum"]
    value: ExpressionText
    """The number, text, date or time."""

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered."""
        return (Part("least", self.value),)

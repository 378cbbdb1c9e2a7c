"""`maximum`: the greatest value."""

from typing import Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class MaximumAggregate(Aggregate):
    """The greatest value."""

    kind: Literal["maximum"]
    value: ExpressionText
    """The number, text, date or time."""

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered."""
        return (Part("greatest", self.value),)

"""`distinct`: how many different values there are."""

from typing import Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class DistinctAggregate(Aggregate):
    """How many different values there are."""

    kind: Literal["distinct"]
    value: ExpressionText
    """What is told apart."""

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered."""
        return (Part("distinct", self.value),)

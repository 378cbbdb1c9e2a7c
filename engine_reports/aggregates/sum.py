"""`sum`: the sum of a number, null where there is none."""

from typing import ClassVar, Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class SumAggregate(Aggregate):
    """The sum of a number, null where there is none."""

    kind: Literal["sum"]
    value: ExpressionText
    """The number."""

    totals: ClassVar[bool] = True

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered."""
        return (Part("sum", self.value),)

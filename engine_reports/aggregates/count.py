"""`count`: how many rows there are, or how many of them have a value."""

from typing import ClassVar, Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class CountAggregate(Aggregate):
    """How many rows there are, or how many of them have a value."""

    kind: Literal["count"]
    value: ExpressionText | None = None
    """What has to be there; every row counts if nothing is said."""

    totals: ClassVar[bool] = True

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered."""
        return (Part("rows") if self.value is None else Part("count", self.value),)

"""`last`: the value of the latest row."""

from typing import Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class LastAggregate(Aggregate):
    """The value of the latest row that has one; of several at the same time the greatest."""

    kind: Literal["last"]
    value: ExpressionText
    """The number, text, date or time."""
    time: ExpressionText
    """What is gone along; rows without it do not count."""

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered."""
        return (Part("last", self.value, order=self.time),)

"""`first`: the value of the earliest row."""

from typing import Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class FirstAggregate(Aggregate):
    """The value of the earliest row that has one; of several at the same time the least."""

    kind: Literal["first"]
    value: ExpressionText
    """The number, text, date or time."""
    time: ExpressionText
    """What is gone along; rows without it do not count."""

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered."""
        return (Part("first", self.value, order=self.time),)

"""`ageing`: the sum of what is of an age between two limits."""

from typing import ClassVar, Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class AgeingAggregate(Aggregate):
    """The sum of what is of an age between two limits (账龄): receivables that are 31 to 60 days old."""

    kind: Literal["ageing"]
    value: ExpressionText
    """The number."""
    since: ExpressionText
    """The date from which the age counts."""
    until: ExpressionText = "today()"
    """The date on which the age is taken."""
    low: int | None = None
    """The least age in days; any if nothing is said."""
    high: int | None = None
    """The greatest age in days; any if nothing is said."""

    totals: ClassVar[bool] = True

    def parts(self) -> tuple[Part, ...]:
        """Return the sum over rows of that age."""
        days = f"days between(({self.since}), ({self.until}))"
        limits = [f"{days} >= {self.low}"] if self.low is not None else []
        limits += [f"{days} <= {self.high}"] if self.high is not None else []
        return (Part("sum", self.value, filter=" and ".join(limits) or f"{days} != null"),)

"""`days_between`: how many days pass from one date to another on the average."""

from collections.abc import Sequence
from typing import Literal

from engine_reports.aggregate import Aggregate, quotient
from engine_reports.part import Part
from engine_reports.texts import ExpressionText
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import Scalar


class DaysBetweenAggregate(Aggregate):
    """How many days pass from one date to another on the average, over the rows that have both."""

    kind: Literal["days_between"]
    start: ExpressionText
    """The date or time from which days are counted."""
    end: ExpressionText
    """The date or time up to which days are counted."""

    def parts(self) -> tuple[Part, ...]:
        """Return the days and how many rows have them."""
        days = f"days between(({self.start}), ({self.end}))"
        return Part("sum", days), Part("count", days)

    def finish(self, parts: Sequence[Scalar], dialect: Dialect) -> Scalar:
        """Return the quotient."""
        return quotient(dialect, parts[0], parts[1])

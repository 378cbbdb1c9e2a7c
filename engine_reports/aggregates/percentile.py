"""`percentile`: the value below or at which a part of the values lie."""

from decimal import Decimal
from typing import Literal

import pydantic

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import ExpressionText


class PercentileAggregate(Aggregate):
    """The least value at or below which a part of all values lie (nearest rank): always one of the values."""

    kind: Literal["percentile"]
    value: ExpressionText
    """The number."""
    percent: Decimal = pydantic.Field(gt=0, le=100, decimal_places=2)
    """The part, in percent."""

    def parts(self) -> tuple[Part, ...]:
        """Return the quantile."""
        return (Part("quantile", self.value, fraction=self.percent / 100),)

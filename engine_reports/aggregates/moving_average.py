"""`moving_average`: the mean over the last periods."""

from collections.abc import Mapping
from typing import Literal

import pydantic

from engine_reports.aggregate import AlongTime, Window, number, quotient
from engine_reports.grain import back
from engine_rules.targets.sql.terms import Scalar


class MovingAverageAggregate(AlongTime):
    """The mean over the last periods: sums and counts by the number of periods with rows, ratios by their parts."""

    kind: Literal["moving_average"]
    periods: int = pydantic.Field(ge=2, le=1000)
    """How many periods count, each itself among them."""

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return what is computed over the groups."""
        size = back(window.grain, self.periods - 1)
        order = f"ORDER BY {window.time} ASC NULLS LAST RANGE BETWEEN {size} PRECEDING AND CURRENT ROW"
        over = f"{window.partition(window.along)} {order}"
        count = number(f"count({window.value.sql}) OVER ({over})")
        return window.merged(over) | {"periods": count}

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value."""
        made = window.made(columns)
        return quotient(window.dialect, made, columns["periods"]) if window.of.totals else made

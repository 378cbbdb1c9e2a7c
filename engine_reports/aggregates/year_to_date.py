"""`year_to_date`: a value from the beginning of the year on."""

from collections.abc import Mapping
from typing import Literal

import pydantic

from engine_reports.aggregate import AlongTime, Window
from engine_rules.targets.sql.terms import Scalar


class YearToDateAggregate(AlongTime):
    """A value from the beginning of each year on, up to and with each period."""

    kind: Literal["year_to_date"]
    first_month: int = pydantic.Field(default=1, ge=1, le=12)
    """The month in which the year begins."""

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return what is computed over the groups."""
        months = f"INTERVAL '{self.first_month - 1} months'"
        year = f"extract(year FROM CAST({window.time} AS timestamp) - {months})"
        order = f"ORDER BY {window.time} ASC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
        return window.merged(f"{window.partition(window.along)}, {year} {order}")

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value."""
        return window.made(columns)

"""`running_total`: a value from the first period on up to each."""

from collections.abc import Mapping
from typing import Literal

from engine_reports.aggregate import AlongTime, Window
from engine_rules.targets.sql.terms import Scalar


class RunningTotalAggregate(AlongTime):
    """A value from the first period of the answer on, up to and with each period."""

    kind: Literal["running_total"]

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return what is computed over the groups."""
        order = f"ORDER BY {window.time} ASC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
        return window.merged(f"{window.partition(window.along)} {order}")

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value."""
        return window.made(columns)

"""`metric`: a named metric, defined once for all who ask for it."""

from typing import Literal

from engine_reports.aggregate import Aggregate
from engine_reports.part import Part
from engine_reports.texts import DatasetName


class MetricAggregate(Aggregate):
    """A named metric; it gives way to its definition before anything is planned, so it is the same number anywhere."""

    kind: Literal["metric"]
    metric: DatasetName
    """Its name."""

    def parts(self) -> tuple[Part, ...]:
        """Return nothing: what a metric gathers stands in its definition."""
        return ()

"""`AGGREGATES`: the catalog of the kinds of aggregates."""

from typing import Annotated, Any, Final, Union

from pydantic import Field

from engine_reports import aggregates
from engine_reports.aggregate import AGGREGATE_FAMILY, MEASURE_FAMILY, Aggregate, AmongGroups
from lowcode.kernel.catalog import Catalog

AGGREGATES: Final = Catalog(aggregates, Aggregate)
"""Every kind of aggregate by its word."""


class _Plain:
    """The aggregates of rows, those that a window can be laid over."""

    def union(self) -> Any:
        """Return their union, told apart by `kind`."""
        found = tuple(one for one in AGGREGATES.values() if not issubclass(one, AmongGroups))
        return Annotated[Union[found], Field(discriminator="kind")]  # noqa: UP007 - built at run time


MEASURE_FAMILY.fill(AGGREGATES)
AGGREGATE_FAMILY.fill(_Plain())

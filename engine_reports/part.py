"""`Part`: what is computed of the rows of each group; aggregates are put together of parts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Gather = Literal["sum", "count", "rows", "distinct", "least", "greatest", "lower", "upper", "quantile", "first", "last"]
"""What is taken of a group: a sum, how many values, rows or different values there are, the least and greatest value,
the lower and upper of the two in the middle, a quantile by nearest rank, and the first and last along an order."""

MERGES: Final[dict[str, str]] = {"sum": "sum", "count": "sum", "rows": "sum", "least": "min", "greatest": "max"}
"""By what the parts of several groups become that of all of them; others cannot be merged."""

MULTIPLIED: Final = frozenset({"sum", "count", "lower", "upper", "quantile"})
"""What would count a row of another table as often as rows refer to it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One number that is gathered of each group."""

    gather: Gather
    """What is gathered."""
    value: str | None = None
    """Of which expression; None for the rows themselves."""
    order: str | None = None
    """Along which expression, of the first and last."""
    fraction: Decimal | None = None
    """Which quantile, from 0 to 1."""
    filter: str | None = None
    """Only of the rows for which this holds."""

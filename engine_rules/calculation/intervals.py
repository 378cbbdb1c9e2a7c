"""Intervals: points and ranges seen alike, so that Allen's relations become comparisons of their ends.

The relations are those of DMN 1.5, table 85. An end that is left out of its range counts as lying just inside of it, a
side that is open to infinity as lying before or after everything.
"""

from dataclasses import dataclass

from engine_rules.evaluation import NoResult
from engine_rules.operators import equal, less
from engine_rules.values import Range, Value


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """An end of an interval; comparing two raises `NoResult` when their values have no order."""

    value: Value
    shift: int = 0
    """1 just after the value, -1 just before it, 0 at it."""
    infinite: int = 0
    """-1 before everything, 1 after everything, 0 at the value."""

    def compared(self, other: "End") -> int:
        """Return -1, 0 or 1 when it lies before, at or after the other end."""
        if self.infinite or other.infinite:
            return (self.infinite > other.infinite) - (self.infinite < other.infinite)
        if equal(self.value, other.value):
            return (self.shift > other.shift) - (self.shift < other.shift)
        before = less(self.value, other.value)
        if before is None:
            raise NoResult("points of these types cannot be compared", "这些类型的点无法比较")
        return -1 if before else 1

    def __eq__(self, other: object) -> bool:
        """Return whether both lie at one place."""
        return isinstance(other, End) and self.compared(other) == 0

    def __hash__(self) -> int:
        """Return a hash that agrees with equality."""
        return hash((self.shift, self.infinite))

    def __lt__(self, other: "End") -> bool:
        """Return whether it lies before the other."""
        return self.compared(other) < 0

    def __le__(self, other: "End") -> bool:
        """Return whether it lies before the other, or at the same place."""
        return self.compared(other) <= 0


@dataclass(frozen=True, slots=True)
class Interval:
    """What lies between two ends; a point has both at itself."""

    low: End
    high: End

    @classmethod
    def of(cls, value: Value) -> "Interval":
        """Return the interval of a range or point. Raises `NoResult` for everything but a point."""
        if not isinstance(value, Range):
            return cls(End(value), End(value))
        if value.excludes:
            raise NoResult("everything but a point is no interval", "“不等于某点”不是区间")
        low = End(value.low, 0 if value.low_included else 1) if value.low is not None else End(None, infinite=-1)
        high = End(value.high, 0 if value.high_included else -1) if value.high is not None else End(None, infinite=1)
        return cls(low, high)

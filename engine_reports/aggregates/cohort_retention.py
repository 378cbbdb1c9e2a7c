"""`cohort_retention`: which part of a cohort is still there."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from engine_reports.aggregate import Need, Window, Windowed, quotient
from engine_rules.targets.sql.terms import Scalar
from lowcode.kernel.names import Name


class CohortRetentionAggregate(Windowed):
    """Which part of a cohort is still there at an age: by the value at age 0, the age being a dimension."""

    kind: Literal["cohort_retention"]
    age: Name
    """The dimension that says the age."""

    needs: ClassVar[frozenset[Need]] = frozenset()

    def names(self) -> tuple[str, ...]:
        """Return the dimension of the age."""
        return (self.age,)

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return what is computed over the groups."""
        age = window.dimensions[self.age]
        return {
            f"m{at}": one.named(f"max(CASE WHEN {age} = 0 THEN {one.sql} END) OVER ({window.partition(self.age)})")
            for at, one in enumerate(window.parts)
        }

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value."""
        return quotient(window.dialect, window.value, window.made(columns))

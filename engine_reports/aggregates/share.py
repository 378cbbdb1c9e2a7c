"""`share`: which part of a whole a group is."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from engine_reports.aggregate import Need, Window, Windowed, quotient
from engine_rules.targets.sql.terms import Scalar
from lowcode.kernel.names import Name


class ShareAggregate(Windowed):
    """Which part of a whole a group is."""

    kind: Literal["share"]
    within: tuple[Name, ...] = ()
    """The dimensions whose members are the wholes; everything if nothing is said."""

    needs: ClassVar[frozenset[Need]] = frozenset({"merge"})

    def names(self) -> tuple[str, ...]:
        """Return the dimensions of the wholes."""
        return self.within

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return what is computed over the groups."""
        return window.merged(window.within(self.within))

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value."""
        return quotient(window.dialect, window.value, window.made(columns))

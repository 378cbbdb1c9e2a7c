"""`period_over_period`: a value compared with that of an earlier period."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from engine_reports.aggregate import Need, Window, Windowed, quotient
from engine_reports.grain import back as back_by
from engine_reports.grain import year_back
from engine_rules.targets.sql.terms import Scalar
from lowcode.kernel.names import Name


class PeriodOverPeriodAggregate(Windowed):
    """A value compared with that of an earlier period (环比, 同比)."""

    kind: Literal["period_over_period"]
    along: Name | None = None
    """The time dimension; the first one if nothing is said."""
    back: Literal["period", "year"] = "period"
    """Whether with the period before, or the same one a year before; of weeks with that 52 weeks before."""
    show: Literal["growth", "difference", "before"] = "growth"
    """The change as a part of the value before, the change itself, or the value before."""

    needs: ClassVar[frozenset[Need]] = frozenset({"time"})

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return what is computed over the groups."""
        size = back_by(window.grain, 1) if self.back == "period" else year_back(window.grain)
        over = (
            f"{window.partition(window.along)}, {window.time} IS NULL ORDER BY {window.time} ASC NULLS LAST "
            f"RANGE BETWEEN {size} PRECEDING AND {size} PRECEDING"
        )
        return {
            name: one.named(f"CASE WHEN {window.time} IS NOT NULL THEN {one.sql} END")
            for name, one in window.picked(over).items()
        }

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value."""
        before = window.made(columns)
        if self.show == "before":
            return before
        difference = window.dialect.add("-", window.value, before)
        return difference if self.show == "difference" else quotient(window.dialect, difference, before)

"""`Aggregate`: what a measure makes of the rows of a group; `Windowed`: of a group among the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, ClassVar, Final, Literal

from engine_reports.grain import Grain
from engine_reports.part import Part
from engine_rules import types as t
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import Scalar
from lowcode.kernel.family import Family
from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec

QUOTIENT_DIGITS: Final = 8
"""Digits after the point of a quotient, rounded half up, so that every engine gives the same number."""


class Aggregate(Spec):
    """What a measure makes of the rows of a group: parts that SQL gathers, and one value made of them."""

    kind: str
    """The kind of aggregate."""

    totals: ClassVar[bool] = False
    """Whether it adds up: the value of a whole is the sum of the values of its parts."""

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered."""
        raise NotImplementedError

    def finish(self, parts: Sequence[Scalar], dialect: Dialect) -> Scalar:  # noqa: ARG002 - most have one part
        """Return the value made of the gathered parts."""
        return parts[0]


AGGREGATE_FAMILY = Family("aggregates")
"""The union of the aggregates of rows, filled by `engine_reports.aggregate_kinds`."""
MEASURE_FAMILY = Family("aggregates of every kind")
"""The union of all aggregates, those among groups too."""

AnyAggregate = Annotated[Aggregate, AGGREGATE_FAMILY]
"""An aggregate of the rows of a group."""
AnyMeasured = Annotated[Aggregate, MEASURE_FAMILY]
"""An aggregate of any kind."""

Need = Literal["merge", "total", "time"]
"""What is needed: parts that can be merged, a value that adds up, or a time dimension."""


@dataclass(frozen=True)
class Window:
    """A group among the groups of one level of an answer, as SQL speaks of it."""

    dialect: Dialect
    of: Aggregate
    """What is computed of each group."""
    parts: tuple[Scalar, ...]
    """The parts of the group."""
    merges: tuple[str, ...]
    """The SQL aggregates that merge the parts of several groups."""
    value: Scalar
    """The value of the group."""
    dimensions: Mapping[str, str]
    """The columns of the dimensions by name."""
    flags: Mapping[str, str]
    """The columns that say that a group stands for the other members of a dimension, by its name."""
    tie: str
    """ORDER BY of the dimensions: it tells the groups of a level apart."""
    level: str
    """The column of the level of subtotals."""
    along: str | None
    """The dimension that is gone along, where one is needed."""
    grain: Grain | None
    """Its grain."""

    def partition(self, *without: str | None) -> str:
        """Return PARTITION BY the level and the dimensions that are not left out."""
        return self.within([name for name in self.dimensions if name not in without])

    def within(self, names: Sequence[str]) -> str:
        """Return PARTITION BY the level and some dimensions."""
        columns = [self.dimensions[name] for name in names]
        flags = [self.flags[name] for name in names if name in self.flags]
        return f"PARTITION BY {', '.join([self.level, *columns, *flags])}"

    @property
    def time(self) -> str:
        """Return the column of the dimension that is gone along."""
        return self.dimensions[self.along or ""]

    def merged(self, over: str) -> dict[str, Scalar]:
        """Return columns with the parts of the groups of a window put together."""
        return {f"m{at}": self._over(merge, part, over) for at, (merge, part) in enumerate(self._pairs())}

    def picked(self, over: str) -> dict[str, Scalar]:
        """Return columns with the parts of the one group of a window."""
        return {f"m{at}": one.named(f"{the_one(one)} OVER ({over})") for at, one in enumerate(self.parts)}

    def made(self, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value made of parts that were put together."""
        return self.of.finish([columns[f"m{at}"] for at in range(len(self.parts))], self.dialect)

    def _pairs(self) -> list[tuple[str, Scalar]]:
        """Return each part with what merges it."""
        return list(zip(self.merges, self.parts, strict=True))

    def _over(self, merge: str, part: Scalar, over: str) -> Scalar:
        """Return a merge over a window."""
        summed = self.dialect.summed(part) if merge == "sum" else part.named(f"{merge}({part.sql})")
        form = "" if merge == "sum" and part.form == "integer" and self.dialect.name == "postgres" else summed.form
        result = summed.named(f"{summed.sql} OVER ({over})")
        return Scalar(result.sql, result.type, form=form, zone=result.zone, digits=result.digits)


class AmongGroups(Aggregate):
    """What a measure makes of a group among the other groups of the answer."""

    needs: ClassVar[frozenset[Need]] = frozenset()
    """What it needs of the question."""

    @property
    def inner(self) -> Aggregate:
        """Return what is computed of each group."""
        return self

    @property
    def goes_along(self) -> str | None:
        """Return the dimension that it says to go along."""
        return getattr(self, "along", None)

    def names(self) -> tuple[str, ...]:
        """Return the dimensions that it mentions."""
        return (self.goes_along,) if self.goes_along else ()

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return what is computed over the groups, by names of its own."""
        raise NotImplementedError

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value made of these columns."""
        raise NotImplementedError


class Windowed(AmongGroups):
    """What is made of a value of each group."""

    of: AnyAggregate
    """What is computed of each group."""

    @property
    def inner(self) -> Aggregate:
        """Return what is computed of each group."""
        return self.of

    def parts(self) -> tuple[Part, ...]:
        """Return what is gathered of each group."""
        return self.of.parts()


class AlongTime(Windowed):
    """What goes along a time dimension."""

    along: Name | None = None
    """The time dimension; the first one if nothing is said."""

    needs: ClassVar[frozenset[Need]] = frozenset({"merge", "time"})


def the_one(value: Scalar) -> str:
    """Return the aggregate of a value that is the same in all rows that have one; PostgreSQL has no `max(boolean)`."""
    return f"{'bool_or' if value.type is t.BOOLEAN else 'max'}({value.sql})"


def quotient(dialect: Dialect, left: Scalar, right: Scalar) -> Scalar:
    """Return a quotient rounded half up to `QUOTIENT_DIGITS`, null for a divisor of zero."""
    return dialect.rounded(dialect.divide(left, right), dialect.number(Decimal(QUOTIENT_DIGITS)), ROUND_HALF_UP)


def number(sql: str, *, digits: tuple[int, int] = (19, 0), integer: bool = True) -> Scalar:
    """Return a number that SQL computes."""
    return Scalar(sql, t.NUMBER, form="integer" if integer else "", digits=digits, atom=False)

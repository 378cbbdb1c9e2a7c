"""`Finding`: what an analysis has found."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import pydantic

from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

Member = str | bool | None
"""A member of a dimension as answers give it."""


class ForecastPoint(Spec):
    """One period of a series."""

    period: date
    """Its first day."""
    actual: Decimal | None = None
    """What it was; None where it is foretold."""
    expected: Decimal | None = None
    """What is expected; None where it is known."""
    low: Decimal | None = None
    """The lower end of the band."""
    high: Decimal | None = None
    """The upper end of the band."""
    promoted: Decimal = Decimal(0)
    """Which part of the period was or will be promoted, 1 being all of it."""


class ForecastSeries(Spec):
    """One number along time."""

    members: tuple[Member, ...] = ()
    """The group: the members of the further dimensions; empty for everything."""
    points: tuple[ForecastPoint, ...] = ()
    """The periods in order: what is known, then what is foretold."""
    model: str = ""
    """The way that foretold best what is known: `seasonal_naive`, `smoothing`, `seasonal_smoothing`, `regression`."""
    mape: Decimal | None = None
    """How wrong it was by the mean of a hundred per cent being all (1 = 100 %), where what happened was not zero."""
    mase: Decimal | None = None
    """How wrong it was against repeating the last season (Hyndman and Koehler 2006): below 1 is better than that."""
    naive_mape: Decimal | None = None
    """How wrong repeating the last season was, in the same periods."""
    tested: int = 0
    """In how many periods, which the model had not seen, that was tried."""
    season: int = 1
    """How many periods a season has that was seen; 1 for none."""
    factor: Decimal | None = None
    """By which factor a period that is promoted throughout is greater; None where that cannot be told."""
    factor_low: Decimal | None = None
    """The lower end of what the factor may be, at 95 %."""
    factor_high: Decimal | None = None
    """The upper end."""
    known: int = 0
    """How many periods are over, which is what it learns from."""
    needed: int = 0
    """How many are needed at least; where fewer are over nothing is foretold."""


class ForecastFinding(Spec):
    """How a number goes on."""

    kind: Literal["forecast"]
    grain: str
    """The periods."""
    confidence: int
    """In how many of a hundred cases the number should lie within the band."""
    series: tuple[ForecastSeries, ...] = ()
    """Everything first, then the groups, the greatest first."""
    left_out: int = 0
    """How many groups are not foretold by themselves."""
    unfinished: date | None = None
    """The first day of the present period, which is not over and does not count."""


class AssociationRule(Spec):
    """Whoever has the one often has the other."""

    left: Member
    """The one."""
    right: Member
    """The other."""
    both: int
    """In how many baskets both are."""
    of_left: int
    """In how many baskets the one is."""
    of_right: int
    """In how many baskets the other is."""
    support: Decimal
    """Both, as a part of all baskets."""
    confidence: Decimal
    """Both, as a part of the baskets with the one."""
    lift: Decimal
    """How many times more often than by chance."""
    sure: bool
    """Whether that it is more often than by chance is sure at 95 % (Wilson's interval of the confidence)."""


class AssociationFinding(Spec):
    """What goes together."""

    kind: Literal["association"]
    baskets: int
    """How many baskets there are."""
    items: int
    """How many different things are in them."""
    rules: tuple[AssociationRule, ...] = ()
    """The pairs, those first that are surest."""


class LiftRate(Spec):
    """How often something succeeded."""

    count: int
    """Of how many."""
    won: int
    """How many succeeded."""
    rate: Decimal | None = None
    """The part; None of nothing."""
    low: Decimal | None = None
    """The lower end of its interval."""
    high: Decimal | None = None
    """The upper end."""


class LiftRow(Spec):
    """What a behaviour does in a group."""

    behaviour: Name
    """The behaviour."""
    label: Label
    """What people read."""
    member: Member = None
    """The member of the dimension; None without one, or for what has none."""
    done: LiftRate
    """With it."""
    left: LiftRate
    """Without it."""
    difference: Decimal | None = None
    """How much more often it succeeds with it, as a part of 1; None where one of the rates is none."""
    low: Decimal | None = None
    """The lower end of the difference's interval."""
    high: Decimal | None = None
    """The upper end."""
    lift: Decimal | None = None
    """The one rate by the other; None where nothing succeeded without it."""
    sure: bool = False
    """Whether the interval leaves out that there is no difference."""


class LiftFinding(Spec):
    """What makes a difference. It tells what goes together, and not what causes what."""

    kind: Literal["lift"]
    confidence: int
    """In how many of a hundred cases the intervals should hold the truth."""
    rows: tuple[LiftRow, ...] = ()
    """Each behaviour in each group."""


AnyFinding = Annotated[ForecastFinding | AssociationFinding | LiftFinding, pydantic.Field(discriminator="kind")]
"""What an analysis of any kind has found."""

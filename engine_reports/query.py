"""`ReportQuery`: a question about a dataset as people and programs write it."""

from datetime import date
from decimal import Decimal
from typing import Literal

import pydantic

from engine_reports.aggregate import AnyMeasured
from engine_reports.aggregate_kinds import AGGREGATES
from engine_reports.grain import CIVIL, CYCLES, Fiscal, Grain
from engine_reports.stretch import Stretch, days_of
from engine_reports.texts import DatasetName, ExpressionText
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

KINDS = AGGREGATES
"""Every kind of aggregate by its word, read before any question."""


class ReportDimension(Spec):
    """What the rows are grouped by."""

    name: Name
    """The name of the column in the answer."""
    expression: ExpressionText
    """What is grouped by: `customer.region`, `placed`."""
    label: Label | None = None
    """What people read."""
    grain: Grain | None = None
    """The periods that a time is put into."""
    fiscal: Fiscal = CIVIL
    """The calendar of the periods."""
    edges: tuple[Decimal, ...] = pydantic.Field(default=(), max_length=100)
    """The edges of bins, ascending: 0 is the bin below the first edge, 1 the one from it on, and so on."""
    width: Decimal | None = pydantic.Field(default=None, gt=0)
    """The width of bins of one size; each is named by its lower end."""
    first_of: ExpressionText | None = None
    """Instead of each row's own value the least one among the rows with the same key: the cohort of a customer."""
    age: bool = False
    """With `first_of` and a grain, how many periods a row lies after the first of its key."""

    @property
    def is_time(self) -> bool:
        """Return whether its members are periods in an order, so that measures can go along them."""
        return self.grain is not None and self.grain not in CYCLES and not self.age


class ReportMeasure(Spec):
    """What is computed of each group."""

    name: Name
    """The name of the column in the answer."""
    of: AnyMeasured
    """How it is computed."""
    label: Label | None = None
    """What people read."""
    filter: ExpressionText | None = None
    """Only of the rows for which this holds."""


class ReportSort(Spec):
    """An order of the answer."""

    by: Name
    """The dimension or measure."""
    descending: bool = False
    """Whether the greatest comes first; nothing comes last in any case."""


class ReportLimit(Spec):
    """How much of an answer is given."""

    count: int = pydantic.Field(ge=1, le=100_000)
    """How many rows, or members of the dimension."""
    dimension: Name | None = None
    """The dimension of which the first members are kept; rows are counted if nothing is said."""
    by: Name | None = None
    """The measure by which members are ranked, the greatest first; by the member itself if nothing is said."""
    others: bool = False
    """Whether the members that are left out are put together as one; they are dropped otherwise."""


class ReportPeriod(Spec):
    """A stretch of time that a question is about."""

    time: ExpressionText
    """The date or time."""
    start: date
    """The first day, in the zone of the asker."""
    end: date
    """The day after the last."""


class ReportStretch(Spec):
    """A stretch of time by a word, which means other days every day."""

    time: ExpressionText
    """The date or time."""
    word: Stretch
    """The stretch."""


class ReportQuery(Spec):
    """A question: how measures of a dataset are distributed over dimensions."""

    dataset: DatasetName
    """The dataset."""
    dimensions: tuple[ReportDimension, ...] = pydantic.Field(default=(), max_length=12)
    """What is grouped by; one group of all rows without any."""
    measures: tuple[ReportMeasure, ...] = pydantic.Field(default=(), max_length=40)
    """What is computed."""
    filter: ExpressionText | None = None
    """Which rows count."""
    period: ReportPeriod | None = None
    """The stretch of time that it is about."""
    stretch: ReportStretch | None = None
    """The stretch by a word, as `this_month`; a period that is given counts instead."""
    comparison: Literal["none", "previous_period", "previous_year"] = "none"
    """What each measure is compared with: the stretch of the same length before, or that of the year before."""
    having: ExpressionText | None = None
    """Which groups are given, by the names of dimensions and measures; totals are of all of them."""
    sort: tuple[ReportSort, ...] = pydantic.Field(default=(), max_length=8)
    """The order of the answer; by the dimensions if nothing is said."""
    limit: ReportLimit | None = None
    """How much of the answer is given."""
    totals: Literal["none", "grand", "all"] = "none"
    """Whether totals come with it: of everything, or also of each group of the first dimensions."""
    pivot: tuple[Name, ...] = pydantic.Field(default=(), max_length=4)
    """The dimensions whose members become columns; with all totals, these have totals of their own."""

    def settled(self, today: date) -> "ReportQuery":
        """Return the question with the days that its stretch means on a day."""
        if self.stretch is None:
            return self
        start, end = days_of(self.stretch.word, today)
        period = self.period or ReportPeriod(time=self.stretch.time, start=start, end=end)
        return self.model_copy(update={"period": period, "stretch": None})

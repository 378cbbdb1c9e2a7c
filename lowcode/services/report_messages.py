"""What the use cases of reports take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import pydantic

from engine_forms.field import Json
from engine_forms.filters import AnyFilter
from engine_reports.analysis import AnyAnalysis
from engine_reports.analysis_kinds import ANALYSES
from engine_reports.dataset import DatasetField
from engine_reports.finding import AnyFinding
from engine_reports.metric import NumberFormat
from engine_reports.query import ReportDimension, ReportPeriod, ReportQuery, ReportStretch
from engine_reports.stretch import Stretch
from engine_reports.texts import DatasetName, ExpressionText
from lowcode.kernel.names import Label, Name
from lowcode.services.message import Message

ANALYSIS_KINDS = ANALYSES
"""Every kind of analysis by its word, read before any question."""
MOST_ROWS = 10_000
"""The most groups of an answer."""
RunKey = Annotated[str, pydantic.Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""What the asker calls a question that runs, to be able to cancel it."""
Where = Literal["postgres", "duckdb", "spark", "external"]
"""What computed an answer: the records' own database, the replica by columns, Spark over its files, or another
database."""


class ReportDataset(Message):
    """A dataset as the asker may ask about it."""

    name: DatasetName
    """The name in questions."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    rows: Literal["records", "subtable", "stages", "runs", "tasks", "external"]
    """Whether its rows are the records of the form, the rows of a sub-table, or the stays of records in stages."""
    form: DatasetName
    """The form of the records that are behind its numbers."""
    time: ExpressionText | None = None
    """The time that questions go along when they do not say otherwise."""
    fields: tuple[DatasetField, ...] = ()
    """The fields that the asker may use."""


class AggregateKind(Message):
    """A kind of aggregate as people choose it."""

    kind: str
    """The word in questions."""
    among: bool
    """Whether it is about a group among the other groups, such as a share or a running total."""
    needs: tuple[str, ...] = ()
    """What it needs of the question: `time`, a dimension by periods."""


class ReportDatasets(Message):
    """What can be asked."""

    datasets: tuple[ReportDataset, ...] = ()
    """The datasets of which the asker may see rows."""
    aggregates: tuple[AggregateKind, ...] = ()
    """The kinds of aggregates, for any dataset."""
    grains: tuple[str, ...] = ()
    """The periods that times are put into."""
    stretches: tuple[str, ...] = ()
    """The words for stretches of time."""
    charts: tuple[str, ...] = ()
    """The kinds of charts."""


class MetricView(Message):
    """A metric as the asker may ask for it."""

    name: Name
    """Its name."""
    label: Label
    """What people read."""
    description: Label
    """What it says."""
    dataset: DatasetName
    """The dataset it is computed of."""
    unit: Label | None = None
    """The unit."""
    format: NumberFormat = NumberFormat()
    """How it is written."""
    direction: Literal["up", "down", "none"] = "up"
    """Whether more is better, or less."""
    target: Decimal | None = None
    """What it should reach."""
    dimensions: tuple[DatasetField, ...] = ()
    """What it may be grouped by."""
    time: ExpressionText | None = None
    """The time that it goes along."""
    owner: str | None = None
    """Who answers for the definition."""
    version: int = 1
    """The version of the definition."""
    definition: Any = None
    """How it is computed, for people who want to know."""


class MetricViews(Message):
    """The metrics of an app."""

    metrics: tuple[MetricView, ...] = ()
    """Those whose dataset the asker may see rows of."""


class MetricQuery(Message):
    """A question for the value of one metric."""

    dimensions: Annotated[tuple[ReportDimension, ...], pydantic.Field(max_length=6)] = ()
    """What it is grouped by."""
    filter: ExpressionText | None = None
    """Of which rows besides its own filter."""
    period: ReportPeriod | None = None
    """The stretch of time."""
    stretch: ReportStretch | None = None
    """The stretch by a word."""
    comparison: Literal["none", "previous_period", "previous_year"] = "none"
    """What it is compared with."""
    totals: Literal["none", "grand", "all"] = "none"
    """Whether totals come with it."""
    key: RunKey | None = None
    """What the asker calls it."""


class ReportAsk(Message):
    """A question to be answered."""

    query: ReportQuery
    """The question."""
    analysis: AnyAnalysis | None = None
    """What is made of the answer besides."""
    key: RunKey | None = None
    """What the asker calls it."""


class ReportColumn(Message):
    """A column of an answer."""

    name: Name
    """The name of the dimension or measure."""
    role: Literal["dimension", "measure"]
    """What it is."""
    label: Label | None = None
    """What people read."""
    type: str
    """The type of its values: `number`, `string`, `date`, `boolean`, `date and time`."""
    grain: str | None = None
    """The periods that a time is put into."""
    unit: Label | None = None
    """The unit."""
    format: NumberFormat | None = None
    """How numbers are written."""
    direction: Literal["up", "down", "none"] | None = None
    """Whether more is better, or less; of metrics."""
    target: Decimal | None = None
    """What it should reach; of metrics."""
    options: tuple[tuple[str, Label], ...] = ()
    """The labels of its values, where these are few and known."""


class ReportRow(Message):
    """A group of an answer."""

    values: tuple[Json, ...]
    """The values of the columns, in their order; numbers as texts, so that no digit is lost."""
    before: tuple[Json, ...] = ()
    """The values of the measures, in their order, in the stretch of time that is compared with."""
    level: tuple[Name, ...] = ()
    """The dimensions that it is grouped by: all of them, fewer in totals."""
    others: tuple[Name, ...] = ()
    """The dimensions of which it stands for all members that are left out."""
    count: int
    """How many rows of the dataset are behind it."""


class CrosstabHead(Message):
    """A row or column of a pivot table."""

    members: tuple[Json, ...]
    """Its members; those of the dimensions that a total is over are not there."""
    others: tuple[Name, ...] = ()
    """The dimensions of which it stands for the members that are left out."""


class CrosstabView(Message):
    """An answer with some dimensions as columns."""

    rows: tuple[CrosstabHead, ...]
    """The rows, in order."""
    columns: tuple[CrosstabHead, ...]
    """The columns, in order."""
    cells: tuple[tuple[int | None, ...], ...]
    """For each row and column the position of the group in the answer; null where there is none."""


class Answer(Message):
    """The answer to a question."""

    query: ReportQuery
    """The question as it was answered: stretches by words are periods."""
    columns: tuple[ReportColumn, ...]
    """The columns: dimensions, then measures."""
    rows: tuple[ReportRow, ...]
    """The groups; totals stand behind details."""
    crosstab: CrosstabView | None = None
    """The same as a pivot table, where the question says which dimensions go across."""
    more: bool = False
    """Whether there are more groups than an answer holds."""
    count: int = 0
    """How many rows of the dataset the groups that are no totals stand for."""
    engine: Where = "postgres"
    """What computed it."""
    cached: bool = False
    """Whether it had been computed before, of the same rows."""
    at: datetime
    """As of when: everything that was committed then is in it."""
    milliseconds: float
    """How long the database took."""
    sql: str
    """What the database computed."""
    suggested: tuple[str, ...] = ()
    """The kinds of charts that fit, the best one first."""
    finding: AnyFinding | None = None
    """What the analysis has found, where one was asked for."""


class GroupRef(Message):
    """A group of an answer."""

    values: dict[Name, Json] = pydantic.Field(default_factory=dict)
    """The members of the dimensions of its level, by name."""
    others: tuple[Name, ...] = ()
    """The dimensions of which it stands for all members that are left out."""


class BehindAsk(Message):
    """A question which records are behind a group of an answer."""

    query: ReportQuery
    """The question that was answered."""
    group: GroupRef = GroupRef()
    """The group; everything if nothing is said."""
    measure: Name | None = None
    """The measure whose own filter counts too."""
    limit: int = pydantic.Field(default=50, ge=1, le=500)
    """The most records that are listed."""
    key: RunKey | None = None
    """What the asker calls it."""


class BehindRecord(Message):
    """A record behind a number."""

    id: str
    """Its id."""
    title: str | None = None
    """What it is called, as far as the asker may see it."""
    count: int
    """How many rows of the dataset it stands for."""


class RecordsBehind(Message):
    """The records behind a group."""

    form: DatasetName
    """The form of the records."""
    condition: str
    """What holds for the rows, as an expression over the dataset; empty for all."""
    total: int
    """How many records there are."""
    records: tuple[BehindRecord, ...]
    """The first of them."""
    filter: AnyFilter | None = None
    """The filter of a list of exactly these records; None when there are too many for any that the list could take."""


class MembersAsk(Message):
    """A question which values a field has."""

    dataset: DatasetName
    """The dataset."""
    expression: ExpressionText
    """The field."""
    search: Annotated[str, pydantic.Field(max_length=100)] = ""
    """What texts contain."""
    limit: int = pydantic.Field(default=100, ge=1, le=1000)
    """The most values."""


class FieldMember(Message):
    """A value of a field."""

    value: Json
    """The value."""
    label: Label | None = None
    """What people call it."""
    count: int
    """How many rows have it."""


class Members(Message):
    """The values of a field."""

    type: str
    """Their type."""
    members: tuple[FieldMember, ...]
    """Those of most rows first."""
    more: bool = False
    """Whether there are more."""


class DrillStep(Message):
    """A step from a group to its parts: from a year to its quarters, from a region to its sellers."""

    group: GroupRef
    """The group that is gone into, as the question before shows it."""
    dimension: Name
    """The dimension whose place the parts take."""
    into: ReportDimension
    """What the group is split by then; it takes the name of the dimension."""


class ChosenGroup(Message):
    """A group of another chart of a dashboard that people have clicked, by which the charts are narrowed."""

    tile: Name
    """The other chart."""
    values: dict[Name, Json]
    """The members of its dimensions."""
    drill: Annotated[tuple[DrillStep, ...], pydantic.Field(max_length=8)] = ()
    """The way down to what that chart shows, where somebody went into one of its groups."""


class TileAsk(Message):
    """A question for the answer of one chart of a dashboard."""

    members: dict[Name, Annotated[tuple[Json, ...], pydantic.Field(max_length=500)]] = pydantic.Field(
        default_factory=dict
    )
    """The members that are chosen, by filter; nothing chosen is everything."""
    periods: dict[Name, tuple[date, date] | Stretch | None] = pydantic.Field(default_factory=dict)
    """The stretch that is chosen, by filter: its first day and the day after its last, or a word; null for all time.
    A filter that is not named has its default."""
    chosen: Annotated[tuple[ChosenGroup, ...], pydantic.Field(max_length=10)] = ()
    """What was clicked in other charts; it narrows the charts about the same dataset."""
    query: ReportQuery | None = None
    """Another question in the place of the chart's own; about the same dataset."""
    drill: Annotated[tuple[DrillStep, ...], pydantic.Field(max_length=8)] = ()
    """The way from the groups of the chart down to what is shown of them, one step after the other."""
    key: RunKey | None = None
    """What the asker calls it."""


class DashboardEntry(Message):
    """A dashboard in a list."""

    name: Name
    """The name in links."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    tiles: int
    """How many charts and texts it has."""
    kept: bool = False
    """Whether somebody has made it; those of the app belong to nobody."""
    mine: bool = False
    """Whether the asker has made it, and may change it."""
    shared: bool = True
    """Whether others have it too."""


class DashboardEntries(Message):
    """The dashboards of an app."""

    dashboards: tuple[DashboardEntry, ...] = ()
    """Those that the asker has in their menu."""


class Cancelled(Message):
    """What came of cancelling."""

    asked: bool = True
    """Whether whoever computes it was told; a question that is over stays answered."""

"""`ReportAsking`: questions of somebody, answered under their rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from engine_reports.aggregates.count import CountAggregate
from engine_reports.charts import suggested
from engine_reports.compiled import AnswerRow
from engine_reports.crosstab import Head, crosstab
from engine_reports.dataset import DatasetField
from engine_reports.metric import ReportMetric, metric_of
from engine_reports.query import ReportLimit, ReportMeasure, ReportQuery
from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, Invalid
from lowcode.kernel.names import Label, label
from lowcode.services.actor import Actor
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.report_access import ReportAccess
from lowcode.services.report_app import ReaderDataset, ReportApp
from lowcode.services.report_codes import NO_DATASET, NOTHING_SEEN
from lowcode.services.report_messages import (
    MOST_ROWS,
    Answer,
    CrosstabHead,
    CrosstabView,
    ReportColumn,
    ReportRow,
)
from lowcode.services.report_source import Found, Question, ReportSource
from lowcode.services.report_values import written

ROWS: Final = "rows_behind_each_group"
"""The measure that is added to every question: how many rows are behind a group."""
_ROWS: Final = label("Number", "数量")
"""What a count is called that has no name of its own."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks about an app."""

    reports: ReportApp
    reader: Reader
    actor: Actor

    @property
    def app(self) -> RecordApp:
        """Return the app."""
        return self.reports.app

    @property
    def works(self) -> bool:
        """Return whether there is anything in the app that they may ask about."""
        return any(self.reports.seen(self.reader, one) is not None for one in self.reports.datasets)

    def require_work(self) -> None:
        """Return when there is anything in the app that they may ask about. Raises `Forbidden`."""
        if not self.works:
            message = "the asker sees nothing of the app"
            raise Forbidden(message, [NOTHING_SEEN.report()])

    def dataset(self, name: str, path: str = "/dataset") -> ReaderDataset:
        """Return a dataset as they know it. Raises `Invalid` when there is none for them."""
        found = self.reports.seen(self.reader, name)
        if found is None:
            known = [one for one in self.reports.datasets if self.reports.seen(self.reader, one) is not None]
            message = "there is no such dataset"
            raise Invalid(message, [NO_DATASET.report(None, path, name=name, known=", ".join(known[:40]) or "–")])
        return found

    def question(self, query: ReportQuery) -> Question:
        """Return a question with what it takes to compile it. Raises `Invalid`."""
        found = self.dataset(query.dataset)
        whole = found.dataset
        stays = (whole.form, whole.part) if whole.rows == "stages" and whole.part is not None else None
        flows = whole.form if whole.rows in {"runs", "tasks"} else None
        outside = self.reports.outside(self.reader, whole) if whole.rows == "external" else ()
        access = ReportAccess(self.app, self.reader, stays, flows, outside)
        return Question(query, found.subject, access, dict(self.reports.metrics))


class ReportAsking:
    """Questions, answered by the first source that can."""

    def __init__(self, reading: Reading, sources: Sequence[ReportSource]) -> None:
        """Take who knows readers, and the sources, the last of which always can."""
        self.reading = reading
        self._sources = sources
        self._apps: WeakKeyDictionary[RecordApp, ReportApp] = WeakKeyDictionary()

    async def asker(self, app: RecordApp, actor: Actor) -> Asker:
        """Return somebody as who asks about an app."""
        async with self.reading.database.connection() as connection:
            reader = await self.reading.reader(connection, actor)
        return Asker(self.reports(app), reader, actor)

    def reports(self, app: RecordApp) -> ReportApp:
        """Return what can be asked about an app."""
        found = self._apps.get(app)
        if found is None:
            found = self._apps[app] = ReportApp(app, app.reports)
        return found

    async def find(self, question: Question) -> Found:
        """Return the groups of a question. Raises `Invalid`."""
        for source in self._sources:
            found = await source.find(question)
            if found is not None:
                return found
        raise AssertionError

    async def answer(self, asker: Asker, query: ReportQuery) -> Answer:
        """Return the answer to a question, with how many rows are behind each group. Raises `Invalid`."""
        query = query.settled(clock.now().date())
        found = await self.find(asker.question(counted(query)))
        return self.told(asker, query, found, found.rows)

    def told(self, asker: Asker, query: ReportQuery, found: Found, rows: Sequence[AnswerRow]) -> Answer:
        """Return groups that were found as an answer, of which so many are given as one holds."""
        details = sum(len(one.level) == len(query.dimensions) for one in rows)
        more = details > MOST_ROWS
        if more:
            rows = [
                *_details(rows, query)[:MOST_ROWS],
                *(one for one in rows if len(one.level) < len(query.dimensions)),
            ]
        names = [one.name for one in query.dimensions] + [one.name for one in query.measures]
        return Answer(
            query=query,
            columns=tuple(columns(asker, query, found)),
            rows=tuple(_row(one, query, names) for one in rows),
            crosstab=_crosstab(query, rows) if query.pivot else None,
            more=more,
            count=sum(_count(one) for one in _details(rows, query)),
            engine=found.engine,
            cached=found.cached,
            at=found.at,
            milliseconds=round(found.milliseconds, 3),
            sql=found.compiled.text,
            suggested=suggested(query, details),
        )


def counted(query: ReportQuery) -> ReportQuery:
    """Return a question that also counts the rows behind each group, and ends somewhere."""
    count = ReportMeasure(name=ROWS, of=CountAggregate(kind="count"))
    limit = query.limit or ReportLimit(count=MOST_ROWS + 1)
    return query.model_copy(update={"measures": (*query.measures, count), "limit": limit})


def columns(asker: Asker, query: ReportQuery, found: Found) -> list[ReportColumn]:
    """Return the columns of an answer with what people read."""
    dataset = asker.dataset(query.dataset).dataset
    types = {one.name: str(one.scalar.type) for one in found.compiled.columns if one.role in {"dimension", "measure"}}
    listed = []
    for one in query.dimensions:
        known = dataset.by_expression.get(one.expression)
        listed.append(
            ReportColumn(
                name=one.name,
                role="dimension",
                label=one.label or (known.label if known else None),
                type=types[one.name],
                grain=one.grain,
                unit=known.unit if known else None,
                options=known.options if known and one.grain is None else (),
            )
        )
    for measure in query.measures:
        metric = _metric(asker.reports.metrics, measure)
        value = getattr(measure.of, "value", None) or getattr(getattr(measure.of, "of", None), "value", None)
        known = dataset.by_expression.get(value) if isinstance(value, str) else None
        listed.append(
            ReportColumn(
                name=measure.name,
                role="measure",
                label=measure.label or (metric.label if metric else _called(measure, known)),
                type=types[measure.name],
                unit=metric.unit if metric else known.unit if known and measure.of.kind != "distinct" else None,
                format=metric.format if metric else None,
                direction=metric.direction if metric else None,
                target=metric.target if metric else None,
            )
        )
    return listed


def _metric(metrics: Mapping[str, ReportMetric], measure: ReportMeasure) -> ReportMetric | None:
    """Return the metric that a measure names by itself."""
    return metrics.get(metric_of(measure.of) or "")


def _called(measure: ReportMeasure, field: DatasetField | None) -> Label | None:
    """Return what a measure without a name of its own is called: the field that it adds up, or the number of rows."""
    if measure.of.kind == "count":
        return _ROWS
    return field.label if field is not None and measure.of.kind != "distinct" else None


def _details(rows: Sequence[AnswerRow], query: ReportQuery) -> list[AnswerRow]:
    """Return the groups that are no totals."""
    return [one for one in rows if len(one.level) == len(query.dimensions)]


def _count(row: AnswerRow) -> int:
    """Return how many rows are behind a group."""
    return int(row.values[ROWS] or 0)


def _row(row: AnswerRow, query: ReportQuery, names: Sequence[str]) -> ReportRow:
    """Return a group as JSON."""
    before = tuple(written(row.before.get(one.name)) for one in query.measures) if row.before else ()
    others = tuple(one.name for one in query.dimensions if one.name in row.others)
    values = tuple(written(row.values.get(one)) for one in names)
    return ReportRow(values=values, before=before, level=row.level, others=others, count=_count(row))


def _crosstab(query: ReportQuery, rows: Sequence[AnswerRow]) -> CrosstabView:
    """Return an answer as a pivot table whose cells are positions in it."""
    table = crosstab(query, rows)
    places = {id(one): at for at, one in enumerate(rows)}
    cells = tuple(
        tuple(places[id(found)] if (found := table.cells.get((row, column))) else None for column in table.columns)
        for row in table.rows
    )
    return CrosstabView(rows=tuple(map(_head, table.rows)), columns=tuple(map(_head, table.columns)), cells=cells)


def _head(head: Head) -> CrosstabHead:
    """Return a row or column of a pivot table as JSON."""
    return CrosstabHead(members=tuple(written(one) for one in head.members), others=tuple(sorted(head.others)))

"""`ReportApp`: what can be asked about the records of one version of an app, and what each reader may ask."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.dashboard import Dashboard
from engine_reports.dataset import Dataset
from engine_reports.external import ExternalTable
from engine_reports.joining import JoinedTable, joined
from engine_reports.metric import ReportMetric
from engine_reports.query import ReportDimension, ReportMeasure, ReportQuery
from engine_reports.subject import Subject
from engine_rules.targets.sql.source import Table
from lowcode.bundle.app import Bundle
from lowcode.bundle.canonical import Json
from lowcode.bundle.content import bundle_of
from lowcode.bundle.datasets import datasets
from lowcode.bundle.flow_datasets import flow_datasets
from lowcode.bundle.named_dataset import derived, external
from lowcode.bundle.report_figures import Figures
from lowcode.bundle.report_parts import ReportParts
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp, linked_app
from lowcode.services.report_access import ReaderTables
from lowcode.store.report_tables import dataset_table

_OF_FLOWS: Final = frozenset({"runs", "tasks"})
"""The rows of datasets of flows."""
_ALONG: Final = _OF_FLOWS | {"stages"}
"""The rows of datasets that go along with records, and have no fields of their own."""
_AT_ONCE: Final = 10
"""How many dimensions of a metric are asked for at once."""
_KEPT: Final = 200
"""How many subjects, each with the expressions that were asked of it, are kept."""


@dataclass(frozen=True)
class ReaderDataset:
    """A dataset as one reader knows it."""

    dataset: Dataset
    """The dataset, with the fields that the reader may ask about."""
    subject: Subject
    """What questions are compiled over."""


@dataclass
class ReportApp:
    """The datasets, metrics and dashboards of one version of an app. It is never changed, but remembers."""

    app: RecordApp
    parts: ReportParts
    _subjects: OrderedDict[tuple[str, ...], ReaderDataset | None] = field(default_factory=OrderedDict)
    _tables: dict[tuple[str, ...], ReaderTables] = field(default_factory=dict)
    _wholes: dict[str, Subject] = field(default_factory=dict)

    @property
    def metrics(self) -> Mapping[str, ReportMetric]:
        """The metrics by name."""
        return self.parts.metrics

    @property
    def dashboards(self) -> Mapping[str, Dashboard]:
        """The dashboards by name."""
        return self.parts.dashboards

    @cached_property
    def datasets(self) -> dict[str, Dataset]:
        """The datasets by name, with everything that is in them: those of forms, and those that the app names."""
        derived_ones = datasets(self.app.forms) | flow_datasets(self.app.forms, self.parts.flows.values())
        found = {name: one for name, one in derived_ones.items() if self.app.keeps(one.form)}
        outside = {name: base for name, one in self.parts.datasets.items() if (base := external(one)) is not None}
        found |= outside
        for name, one in self.parts.datasets.items():
            base = outside.get(name) or outside.get(one.of or "") or found.get(one.of or "")
            if base is not None:
                whole = derived(one, base, found)
                subject = Subject(whole, self._joined(whole, found).table, clock.zone())
                found[name] = derived(one, base, found, subject)
        return found

    def _joined(self, whole: Dataset, others: Mapping[str, Dataset]) -> JoinedTable:
        """Return the table of a dataset with everything that is in it, joined with those of others."""

        def find(name: str) -> Table | None:
            return dataset_table(self.app.tables, others[name]) if name in others else None

        return joined(dataset_table(self.app.tables, whole), whole.joins, find)

    def _subject(self, whole: Dataset) -> Subject:
        """Return a dataset with everything that is in it, for checks of questions, many of which are about the same."""
        if whole.name not in self._wholes:
            self._wholes[whole.name] = Subject(whole, self._joined(whole, self.datasets).table, clock.zone())
        return self._wholes[whole.name]

    def seen(self, reader: Reader, name: str) -> ReaderDataset | None:
        """Return a dataset as a reader knows it; None when there is none of which they may see a row."""
        zone = str(clock.zone())
        key = (name, zone, *(["*"] if reader.everything else sorted(reader.actor.roles)))
        if key in self._subjects:
            self._subjects.move_to_end(key)
            return self._subjects[key]
        found = self._subjects[key] = self._seen(reader, name)
        if len(self._subjects) > _KEPT:
            self._subjects.popitem(last=False)
        return found

    def _seen(self, reader: Reader, name: str) -> ReaderDataset | None:
        """Return a dataset as a reader knows it, made anew."""
        whole = self.datasets.get(name)
        if whole is None:
            return None
        tables = ReaderTables(self.app, reader)
        table = _open_table(tables, whole)
        if table is None:
            return None

        def find(name: str) -> Table | None:
            other = self.datasets.get(name)
            return None if other is None else _open_table(tables, other)

        # A join of which the reader may never see a part is not there for them, nor what is computed of it.
        table = joined(table, whole.joins, find).table
        # A column that is computed is open to those who may always see the field that it stands for.
        own = {one.name for each in whole.forms for one in self.app.forms.forms[each].fields}
        prefix = f"{whole.part}." if whole.rows == "subtable" else ""
        computed = tuple(
            one
            for one in whole.computed
            if whole.rows in _ALONG or one.name not in own or tables.always_reads(whole.form, prefix + one.name)
        )
        subject = Subject(whole.model_copy(update={"computed": computed}), table, clock.zone())
        closed = {key for key, one in subject.computed.items() if one.errors}
        subject.computed = {key: one for key, one in subject.computed.items() if key not in closed}
        fields = tuple(
            one
            for one in whole.fields
            if one.expression not in closed and not subject.expression(one.expression).errors
        )
        dataset = whole.model_copy(update={"computed": computed, "fields": fields})
        return ReaderDataset(dataset, subject)

    def outside(self, reader: Reader, whole: Dataset) -> frozenset[str]:
        """Return the external tables that a question about a dataset may read, of those that a reader may ask about."""
        tables = ReaderTables(self.app, reader)
        named = [whole, *(self.datasets[one.of] for one in whole.joins if one.of in self.datasets)]
        return frozenset(one.form for one in named if one.external is not None and _may_ask(tables, one.external))

    def problems(self) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with the datasets, metrics and dashboards, by file and JSON pointer."""
        self._wholes.clear()
        for name in self.parts.datasets:
            if name in self.datasets:
                yield from (one.at(f"datasets/{name}.json") for one in self._of_dataset(name))
        for name, metric in self.metrics.items():
            told = [_moved(one, places) for asked, places in _of_metric(metric) for one in self._of_query(asked)]
            yield from (one.at(f"metrics/{name}.json") for one in dict.fromkeys(told))
        for name, dashboard in self.dashboards.items():
            yield from (one.at(f"dashboards/{name}.json") for one in self._of_dashboard(dashboard))

    def _of_dataset(self, name: str) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with a named dataset."""
        whole = self.datasets[name]
        yield from (one.at("/joins") for one in self._joined(whole, self.datasets).problems)
        subject = self._subject(whole)
        for at, one in enumerate(self.parts.datasets[name].computed):
            yield from (each.at(f"/computed/{at}/expression") for each in subject.computed[one.name].errors)
        if whole.filter is not None:
            yield from (each.at("/filter") for each in subject.expression(whole.filter).errors)
        if self.parts.datasets[name].time is not None:
            yield from (each.at("/time") for each in subject.expression(str(self.parts.datasets[name].time)).errors)

    def _of_query(self, query: ReportQuery, path: str = "") -> Iterator[Diagnostic]:
        """Iterate over what is wrong with a question."""
        whole = self.datasets.get(query.dataset)
        if whole is None:
            return
        subject = self._subject(whole)
        compiled = compile_query(query, subject, EVERYTHING, "postgres", self.metrics)
        yield from (one.at(path) for one in compiled.diagnostics)

    def _of_dashboard(self, dashboard: Dashboard) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with the questions and filters of a dashboard."""
        for at, tile in enumerate(dashboard.tiles):
            for place, query in tile.questions():
                yield from self._of_query(query, f"/tiles/{at}{place}")
        for at, one_filter in enumerate(dashboard.filters):
            for name, text in one_filter.expressions.items():
                whole = self.datasets.get(name)
                if whole is not None:
                    subject = self._subject(whole)
                    yield from (one.at(f"/filters/{at}/expressions/{name}") for one in subject.expression(text).errors)


def _open_table(tables: ReaderTables, whole: Dataset) -> Table | None:
    """Return the table of the rows of a dataset as a reader knows it; None when they can never see one."""
    if whole.external is not None:
        return whole.external.described(whole.form) if _may_ask(tables, whole.external) else None
    if not tables.seen(whole.form):
        return None
    if whole.part is not None and whole.rows not in _OF_FLOWS and not tables.may_read(whole.form, whole.part):
        return None
    return _table(tables, whole)


def _may_ask(tables: ReaderTables, table: ExternalTable) -> bool:
    """Return whether a reader may ask about an external table."""
    allowed = {f"{tables.app.name}.{one}" for one in table.roles}
    return tables.reader.everything or bool(allowed & tables.reader.actor.roles)


def _table(tables: ReaderTables, dataset: Dataset) -> Table:
    """Return the table of the rows of a dataset as a reader knows it."""
    if dataset.rows == "records":
        return tables.records(dataset.form)
    if dataset.rows in _ALONG:
        return {"stages": tables.stays, "runs": tables.runs, "tasks": tables.tasks}[dataset.rows](dataset.form)
    assert dataset.part is not None
    return tables.rows(dataset.form, dataset.part)


def _of_metric(metric: ReportMetric) -> Iterator[tuple[ReportQuery, dict[str, str]]]:
    """Iterate over questions that ask for a metric by all of its dimensions, with where their parts stand in it."""
    measure = ReportMeasure(name="value", of=metric.of, filter=metric.filter)
    for first in range(0, max(len(metric.dimensions), 1), _AT_ONCE):
        places = {"/measures/0/of": "/of", "/measures/0/filter": "/filter", "/measures/0": "/of"}
        dimensions = []
        for at, one in enumerate(metric.dimensions[first : first + _AT_ONCE]):
            dimensions.append(ReportDimension(name=f"d{at}", expression=one))
            places[f"/dimensions/{at}"] = f"/dimensions/{first + at}"
        if metric.time is not None:
            places[f"/dimensions/{len(dimensions)}"] = "/time"
            dimensions.append(ReportDimension(name="along", expression=metric.time, grain="month"))
        yield ReportQuery(dataset=metric.dataset, dimensions=tuple(dimensions), measures=(measure,)), places


def _moved(found: Diagnostic, places: Mapping[str, str]) -> Diagnostic:
    """Return what is wrong with a question at its place in what the question was made of."""
    for place, own in places.items():
        if found.path == place or found.path.startswith(f"{place}/"):
            rest = found.path[len(place) :].removesuffix("/expression") if place[1] == "d" else found.path[len(place) :]
            return replace(found, path=f"{own}{rest}")
    return found


def report_problems(content: Json, others: Mapping[str, Bundle] | None = None) -> Iterator[Diagnostic]:
    """Iterate over what the questions of an app ask that no database can compute, by file and JSON pointer.

    `others` are the other apps that are there, by name. Content that is no app has none.
    """
    bundle = bundle_of(content)
    if bundle is not None:
        yield from Figures(bundle, others or {}).problems()
    if bundle is not None and (bundle.datasets or bundle.metrics or bundle.dashboards):
        yield from ReportApp(linked_app(bundle, others or {}), ReportParts.of(bundle)).problems()

"""`planned`: a question whose expressions are parsed and checked; what is wrong with it is collected."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine_reports import codes
from engine_reports.access import Access
from engine_reports.aggregate import AmongGroups
from engine_reports.aggregates.metric import MetricAggregate
from engine_reports.part import MERGES, Part
from engine_reports.plan import DimensionStep, MeasureStep, PartStep, Plan
from engine_reports.query import ReportDimension, ReportMeasure, ReportQuery
from engine_reports.subject import Subject
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.expression import Expression
from lowcode.kernel.diagnostics import Diagnostic

_NUMERIC = frozenset({"sum", "lower", "upper", "quantile"})
_ORDERED = frozenset({"least", "greatest"})
_TIMES = frozenset({t.DATE, t.DATE_TIME})
_SIMPLE = t.ORDERED | {t.BOOLEAN, t.ANY, t.NULL}


@dataclass
class _Planner:
    """One pass over one question."""

    query: ReportQuery
    subject: Subject
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def tree(self, text: str, path: str) -> Expression | None:
        """Return a checked expression over the rows, None when it does not parse."""
        found = self.subject.expression(text)
        self.diagnostics += [one.at(path) for one in found.errors]
        return found if found.tree is not None else None

    def condition(self, text: str, path: str) -> tuple[s.Node, ...]:
        """Return a checked condition; none when it is not one."""
        found = self.tree(text, path)
        if found is None or found.tree is None:
            return ()
        if found.type not in {t.BOOLEAN, t.ANY, t.NULL}:
            self.diagnostics.append(codes.NOT_CONDITION.report(path=path, text=text, type=found.type))
        return (found.tree,)

    def dimension(self, spec: ReportDimension, path: str) -> DimensionStep | None:
        """Return a checked dimension."""
        found = self.tree(spec.expression, f"{path}/expression")
        if found is None or found.tree is None:
            return None
        place, told = f"{path}/expression", {"text": spec.expression, "type": found.type}
        if spec.grain is not None and found.type not in _TIMES:
            self.diagnostics.append(codes.NOT_TEMPORAL.report(None, place, **told))
        if (spec.edges or spec.width is not None) and found.type is not t.NUMBER:
            self.diagnostics.append(codes.NOT_NUMERIC_BINS.report(None, place, **told))
        if found.type not in _SIMPLE:
            self.diagnostics.append(codes.NOT_SIMPLE.report(None, place, **told))
        key = self.tree(spec.first_of, f"{path}/first_of") if spec.first_of is not None else None
        period = self.query.period
        shifted = period is not None and spec.expression == period.time and spec.first_of is None
        return DimensionStep(spec, found.tree, key.tree if key else None, shifted)

    def part(self, part: Part, measure: ReportMeasure, path: str) -> PartStep:
        """Return a checked part of a measure."""
        value = self.tree(part.value, path) if part.value is not None else None
        order = self.tree(part.order, path) if part.order is not None else None
        if value is not None:
            self._typed(part, measure, value, path)
        filters: tuple[s.Node, ...] = ()
        for text, place in ((part.filter, path), (measure.filter, f"{path}/filter")):
            if text is not None:
                filters += self.condition(text, place)
        same = (part.gather, part.value, part.order, part.fraction, part.filter, measure.filter)
        return PartStep(
            part.gather,
            value.tree if value else None,
            order.tree if order else None,
            part.fraction,
            filters,
            same=same,
        )

    def _typed(self, part: Part, measure: ReportMeasure, value: Expression, path: str) -> None:
        """Note that a value has not the type that the aggregate needs."""
        place = f"{path}/of"
        told = {"text": value.text, "type": value.type, "aggregate": measure.of.kind}
        if value.type is t.ANY or value.type is t.NULL:
            return
        if part.gather in _NUMERIC and value.type is not t.NUMBER:
            self.diagnostics.append(codes.NOT_NUMERIC.report(None, place, **told))
        elif part.gather in _ORDERED and value.type not in t.ORDERED:
            self.diagnostics.append(codes.NOT_ORDERED.report(None, place, **told))
        elif value.type not in _SIMPLE:
            self.diagnostics.append(codes.NOT_SIMPLE.report(None, place, **told))

    def names(self) -> None:
        """Note names of columns that are there twice, or not at all."""
        known = [*(one.name for one in self.query.dimensions), *(one.name for one in self.query.measures)]
        for name in {one for one in known if known.count(one) > 1}:
            self.diagnostics.append(codes.TWICE.report(name=name))
        if not known:
            self.diagnostics.append(codes.NOTHING_ASKED.report())
        dimensions = [one.name for one in self.query.dimensions]
        for path, name, among in self._mentioned(dimensions, known):
            if name not in among:
                self.diagnostics.append(codes.NO_COLUMN.report(path=path, name=name, known=", ".join(among) or "–"))

    def _mentioned(self, dimensions: list[str], known: list[str]) -> Iterator[tuple[str, str, list[str]]]:
        """Iterate over the columns that are mentioned, with their places and the ones that would do."""
        measures = [one.name for one in self.query.measures]
        for at, one in enumerate(self.query.sort):
            yield f"/sort/{at}/by", one.by, known
        for at, name in enumerate(self.query.pivot):
            yield f"/pivot/{at}", name, dimensions
        if self.query.limit is not None:
            if self.query.limit.dimension is not None:
                yield "/limit/dimension", self.query.limit.dimension, dimensions
            if self.query.limit.by is not None:
                yield "/limit/by", self.query.limit.by, measures
        for at, measure in enumerate(self.query.measures):
            if isinstance(measure.of, AmongGroups):
                for name in measure.of.names():
                    yield f"/measures/{at}/of", name, dimensions

    def windows(self) -> None:
        """Note what measures among groups need and the question has not."""
        times = [one.name for one in self.query.dimensions if one.is_time]
        for at, measure in enumerate(self.query.measures):
            of, path = measure.of, f"/measures/{at}"
            if isinstance(of.inner if isinstance(of, AmongGroups) else of, MetricAggregate):
                self.diagnostics.append(codes.METRIC_UNRESOLVED.report(path=path, name=measure.name))
            if not isinstance(of, AmongGroups):
                continue
            if "time" in of.needs and (of.goes_along or (times[0] if times else None)) not in times:
                self.diagnostics.append(codes.NO_TIME.report(path=path, name=measure.name))
            unmerged = [one for one in of.inner.parts() if one.gather not in MERGES]
            if ("merge" in of.needs and unmerged) or ("total" in of.needs and not of.inner.totals):
                self.diagnostics.append(
                    codes.NOT_MERGEABLE.report(path=path, name=measure.name, aggregate=of.inner.kind)
                )
        limit = self.query.limit
        for measure in self.query.measures:
            if limit is not None and limit.by == measure.name and isinstance(measure.of, AmongGroups):
                self.diagnostics.append(codes.BY_WINDOW.report(path="/limit/by", name=measure.name))
        period = self.query.period
        if period is not None and period.end <= period.start:
            self.diagnostics.append(codes.EMPTY_PERIOD.report(path="/period/end", start=period.start))
        if period is None and self.query.comparison != "none":
            self.diagnostics.append(codes.NO_PERIOD.report(path="/comparison"))


def planned(query: ReportQuery, subject: Subject, access: Access) -> Plan:
    """Return the plan of a question before any rewrite, with what is wrong as its diagnostics."""
    planner = _Planner(query, subject)
    planner.names()
    planner.windows()
    dimensions = [planner.dimension(one, f"/dimensions/{at}") for at, one in enumerate(query.dimensions)]
    parts: list[PartStep] = []
    measures: list[MeasureStep] = []
    for at, measure in enumerate(query.measures):
        own = [planner.part(one, measure, f"/measures/{at}") for one in measure.of.parts()]
        measures.append(MeasureStep(measure, tuple(range(len(parts), len(parts) + len(own)))))
        parts += own
    filters: tuple[s.Node, ...] = ()
    for text, path in ((subject.dataset.filter, ""), (query.filter, "/filter")):
        if text is not None:
            filters += planner.condition(text, path)
    return Plan(
        query,
        subject,
        access,
        tuple(one for one in dimensions if one is not None),
        tuple(parts),
        tuple(measures),
        filters,
        levels=(tuple(range(len(dimensions))),),
        diagnostics=tuple(planner.diagnostics),
    )

"""`ReportMetric`: a number of the company with one definition, and how questions that name it get it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import pydantic

from engine_reports import codes
from engine_reports.aggregate import Aggregate, AnyMeasured, Windowed
from engine_reports.aggregate_kinds import AGGREGATES
from engine_reports.aggregates.metric import MetricAggregate
from engine_reports.query import ReportDimension, ReportMeasure, ReportQuery
from engine_reports.texts import DatasetName, ExpressionText
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

KINDS = AGGREGATES
"""Every kind of aggregate by its word, read before any metric."""


class NumberFormat(Spec):
    """How a number is written for people."""

    style: Literal["number", "money", "percent", "days"] = "number"
    """What it is: `percent` shows 0.25 as 25 %."""
    digits: int = pydantic.Field(default=0, ge=0, le=8)
    """Digits after the point."""
    currency: str | None = None
    """The currency (ISO 4217) of money."""
    compact: bool = False
    """Whether large numbers are shortened: 1.2 million, 120 万."""


class ReportMetric(Spec):
    """A number of the company: what it is, of which rows, and how it is read."""

    name: Name
    """The name by which questions, rules, scorecards and exports speak of it."""
    label: Label
    """What people read."""
    description: Label
    """What it says, what counts and what does not."""
    dataset: DatasetName
    """The dataset it is computed of."""
    of: AnyMeasured
    """How it is computed."""
    filter: ExpressionText | None = None
    """Of which rows."""
    unit: Label | None = None
    """The unit."""
    format: NumberFormat = NumberFormat()
    """How it is written."""
    direction: Literal["up", "down", "none"] = "up"
    """Whether more is better, or less."""
    target: Decimal | None = None
    """What it should reach."""
    dimensions: tuple[ExpressionText, ...] = ()
    """The expressions it may be grouped by; any if nothing is said."""
    time: ExpressionText | None = None
    """The time that it goes along."""
    owner: str | None = None
    """Who answers for the definition."""
    version: int = pydantic.Field(default=1, ge=1)
    """The version of the definition; another definition is another version."""


def resolved(query: ReportQuery, metrics: Mapping[str, ReportMetric]) -> tuple[ReportQuery, tuple[Diagnostic, ...]]:
    """Return a question in which definitions stand in the place of metrics, with what is wrong about these."""
    found: list[Diagnostic] = []
    measures = []
    for at, measure in enumerate(query.measures):
        path = f"/measures/{at}/of"
        name = metric_of(measure.of)
        if name is None:
            measures.append(measure)
            continue
        metric = metrics.get(name)
        if metric is None or metric_of(metric.of) is not None:
            known = ", ".join(sorted(metrics)) or "–"
            found.append(codes.NO_METRIC.report(path=path, name=name, known=known))
        elif metric.dataset != query.dataset:
            found.append(codes.METRIC_ELSEWHERE.report(path=path, name=name, dataset=metric.dataset))
        else:
            found += [codes.METRIC_DIMENSION.report(path=path, name=name, text=one) for one in _closed(query, metric)]
            measures.append(_defined(measure, metric))
    return query.model_copy(update={"measures": tuple(measures)}), tuple(found)


def metric_of(of: Aggregate) -> str | None:
    """Return the metric that an aggregate names, or is laid over; None for other aggregates."""
    inner = of.of if isinstance(of, Windowed) else of
    return inner.metric if isinstance(inner, MetricAggregate) else None


def _closed(query: ReportQuery, metric: ReportMetric) -> list[str]:
    """Return what a question groups by and the metric may not be grouped by."""
    allowed = {*metric.dimensions, metric.time}
    asked: tuple[ReportDimension, ...] = query.dimensions
    return [one.expression for one in asked if metric.dimensions and one.expression not in allowed]


def _defined(measure: ReportMeasure, metric: ReportMetric) -> ReportMeasure:
    """Return a measure with the definition of its metric; both filters hold."""
    of = measure.of.model_copy(update={"of": metric.of}) if isinstance(measure.of, Windowed) else metric.of
    filters = [f"({one})" for one in (metric.filter, measure.filter) if one is not None]
    label = measure.label or metric.label
    return measure.model_copy(update={"of": of, "filter": " and ".join(filters) or None, "label": label})

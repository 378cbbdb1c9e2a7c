"""`Figures`: figures of rules and scorecards that are metrics of reports, so that both are one number.

A figure that names a metric by `report` gets its aggregate, value and condition from there when the app is linked. What
it is for whom, and in which window of time, it says itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine_reports.aggregates.average import AverageAggregate
from engine_reports.aggregates.count import CountAggregate
from engine_reports.aggregates.maximum import MaximumAggregate
from engine_reports.aggregates.minimum import MinimumAggregate
from engine_reports.aggregates.ratio import RatioAggregate
from engine_reports.aggregates.sum import SumAggregate
from engine_reports.metric import ReportMetric
from engine_rules.formula import Condition, Formula
from engine_rules.metric import Metric
from engine_rules.rule import Rule
from engine_rules.scorecard import Scorecard
from lowcode.bundle.app import Bundle
from lowcode.bundle.parsing import file_of
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import label

NO_REPORT: Final = Code(
    "figure-report-unknown",
    label("There is no metric `{name}` of reports.", "没有名为 `{name}` 的报表指标。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
NOT_TAKEN: Final = Code(
    "figure-report-unfit",
    label(
        "The metric `{name}` cannot be computed for each record: it is a {kind} over `{dataset}`.",
        "指标 `{name}` 无法逐条记录计算：它是对 `{dataset}` 的 {kind}。",
    ),
    label(
        "Take a count, sum, average, minimum, maximum or ratio over the records of a form, without joins.",
        "请选择基于表单记录（无关联）的计数、求和、平均、最小、最大或比率指标。",
    ),
)
OTHER_FORM: Final = Code(
    "figure-report-form",
    label(
        "The metric `{name}` is over `{found}`, not over `{wanted}`.",
        "指标 `{name}` 基于 `{found}`，而不是 `{wanted}`。",
    ),
    label("Say `{found}` in `form`.", "请把 `form` 设为 `{found}`。"),
)
_NOTHING: Final = Condition("false")
_WORDS: Final[Mapping[type, str]] = {
    SumAggregate: "sum",
    AverageAggregate: "average",
    MinimumAggregate: "minimum",
    MaximumAggregate: "maximum",
}


@dataclass(frozen=True)
class Figures:
    """The rules and scorecards of an app, with definitions in the place of names."""

    bundle: Bundle
    """The app."""
    others: Mapping[str, Bundle]
    """The other apps by name."""

    @property
    def rules(self) -> list[Rule]:
        """The rules."""
        return [
            one.model_copy(update={"metrics": tuple(map(self._taken, one.metrics))}) if one.metrics else one
            for one in self.bundle.rules.values()
        ]

    @property
    def scorecards(self) -> dict[str, Scorecard]:
        """The scorecards by name."""
        return {name: self._card(one) for name, one in self.bundle.scorecards.items()}

    def problems(self) -> Iterator[Diagnostic]:
        """Iterate over metrics that cannot be taken, by file and JSON pointer."""
        for name, rule in self.bundle.rules.items():
            for at, metric in enumerate(rule.metrics):
                yield from (one.at(f"{file_of('rules', name)}/metrics/{at}") for one in self._problems(metric))
        for name, card in self.bundle.scorecards.items():
            for at, measure in enumerate(card.measures):
                place = f"{file_of('scorecards', name)}/measures/{at}/metric"
                yield from (one.at(place) for one in self._problems(measure.metric))

    def _card(self, card: Scorecard) -> Scorecard:
        """Return a scorecard with definitions."""
        measures = tuple(one.model_copy(update={"metric": self._taken(one.metric)}) for one in card.measures)
        return card.model_copy(update={"measures": measures})

    def _taken(self, metric: Metric) -> Metric:
        """Return a figure with the definition that it takes; what cannot be taken any more has no value."""
        if metric.report is None:
            return metric
        found = self._definition(metric)
        if isinstance(found, Diagnostic):
            return metric.model_copy(update={"where": _NOTHING, "empty": None})
        return found

    def _problems(self, metric: Metric) -> Iterator[Diagnostic]:
        """Iterate over why a metric cannot be taken."""
        if metric.report is not None and isinstance(found := self._definition(metric), Diagnostic):
            yield found

    def _definition(self, metric: Metric) -> Metric | Diagnostic:
        """Return a figure with the definition of a metric of reports, or why there is none."""
        name = str(metric.report)
        app, _, own = name.rpartition(".")
        bundle = self.bundle if app in {"", self.bundle.app.name} else self.others.get(app)
        report = None if bundle is None else bundle.metrics.get(own)
        if bundle is None or report is None:
            known = [
                *self.bundle.metrics,
                *(f"{key}.{one}" for key, each in self.others.items() for one in each.metrics),
            ]
            return NO_REPORT.report(None, "/report", name=name, known=", ".join(known[:40]) or "–")
        dataset = bundle.datasets.get(report.dataset)
        form = report.dataset if dataset is None else dataset.of
        made = _made(report)
        narrowed = dataset is not None and (dataset.computed or dataset.joins)
        if made is None or form is None or "." in form or narrowed:
            told = {"name": name, "kind": report.of.kind, "dataset": report.dataset}
            return NOT_TAKEN.report(None, "/report", **told)
        form = form if bundle is self.bundle else f"{bundle.app.name}.{form}"
        if form != metric.form:
            return OTHER_FORM.report(None, "/form", name=name, found=form, wanted=metric.form)
        texts = [report.filter, None if dataset is None else dataset.filter, metric.where, made.pop("present", None)]
        where = " and ".join(f"({one})" for one in texts if one is not None)
        if report.time is not None and "at" not in metric.model_fields_set:
            made["at"] = Formula(report.time)
        made["percent"] = report.format.style == "percent"
        return metric.model_copy(update={**made, "where": Condition(where) if where else None})


def _made(report: ReportMetric) -> dict[str, Formula | str | bool | None] | None:
    """Return what a definition is as a figure, with what has to be there to be counted; None when it is none."""
    of = report.of
    if isinstance(of, CountAggregate):
        return {"aggregate": "count", "value": None, "present": None if of.value is None else f"({of.value}) != null"}
    if isinstance(of, RatioAggregate):
        return {"aggregate": "ratio", "value": Formula(of.numerator), "per": Formula(of.denominator)}
    word = _WORDS.get(type(of))
    value = getattr(of, "value", None)
    return None if word is None or value is None else {"aggregate": word, "value": Formula(value)}

"""`Course`: numbers along time out of an answer, as a forecast needs them, and the finding that comes of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, Final, cast

from engine_reports.analyses.forecast import SEASONS, ForecastAnalysis
from engine_reports.compiled import AnswerRow
from engine_reports.finding import ForecastFinding, ForecastPoint, ForecastSeries, Member
from engine_reports.grain import Fiscal, Grain, period_start
from engine_reports.query import ReportQuery
from engine_rules.values import Value

LEAST: Final = 6
"""Periods that have to be over before anything is foretold."""
_DIGITS: Final = Decimal("0.0001")
_MOST: Final = 1500
"""Periods that are looked at, the last ones."""


@dataclass(frozen=True, slots=True)
class Course:
    """Numbers along time."""

    analysis: ForecastAnalysis
    grain: Grain
    past: tuple[date, ...]
    """The periods that are over, without a gap."""
    future: tuple[date, ...]
    """Those that are foretold."""
    series: tuple[tuple[tuple[Member, ...], tuple[Decimal, ...]], ...]
    """Everything, then groups: the members, and the numbers of the periods that are over."""
    promoted: Mapping[date, Decimal]
    """Which part of each period is promoted."""
    left_out: int
    unfinished: date | None

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """Return what is to be computed for each series, as `foretelling.told_as_json` takes it; none if too short."""
        if len(self.past) < LEAST:
            return []
        shared = {
            "promoted": [float(self.promoted.get(one, 0)) for one in self.past],
            "planned": [float(self.promoted.get(one, 0)) for one in self.future],
            "season": SEASONS[self.grain],
            "confidence": self.analysis.confidence / 100,
        }
        return [{"values": [float(one) for one in values], **shared} for _, values in self.series]

    def finding(self, results: Sequence[Mapping[str, Any]]) -> ForecastFinding:
        """Return the finding; `results` are those of the tasks."""
        told: Sequence[Mapping[str, Any] | None] = [*results] if results else [None] * len(self.series)
        series = [self._series(members, values, one) for (members, values), one in zip(self.series, told, strict=True)]
        return ForecastFinding(
            kind="forecast",
            grain=self.grain,
            confidence=self.analysis.confidence,
            series=tuple(series),
            left_out=self.left_out,
            unfinished=self.unfinished,
        )

    def _series(
        self, members: tuple[Member, ...], values: tuple[Decimal, ...], result: Mapping[str, Any] | None
    ) -> ForecastSeries:
        """Return one series."""
        points = [
            ForecastPoint(period=at, actual=value, promoted=self.promoted.get(at, Decimal(0)))
            for at, value in zip(self.past, values, strict=True)
        ]
        found = ForecastSeries(members=members, points=tuple(points), known=len(self.past), needed=LEAST)
        if result is None:
            return found
        points += [
            ForecastPoint(
                period=at,
                expected=_number(middle),
                low=_number(low),
                high=_number(high),
                promoted=self.promoted.get(at, Decimal(0)),
            )
            for at, middle, low, high in zip(self.future, result["middle"], result["low"], result["high"], strict=True)
        ]
        factor = result["effect"] or (None, None, None)
        return found.model_copy(
            update={
                "points": tuple(points),
                "model": result["model"],
                **{name: _number(result[name]) for name in ("mape", "mase", "naive_mape")},
                "tested": result["tested"],
                "season": result["season"],
                "factor": _number(factor[0]),
                "factor_low": _number(factor[1]),
                "factor_high": _number(factor[2]),
            }
        )


def course_of(
    analysis: ForecastAnalysis,
    query: ReportQuery,
    rows: Iterable[AnswerRow],
    today: date,
    promotions: Iterable[tuple[date, date]],
    write: Callable[[Value], Member],
) -> Course:
    """Return the numbers of an answer along time; periods without rows are zero, the present one does not count yet."""
    first, groups = query.dimensions[0], query.dimensions[1:]
    grain, fiscal = cast("Grain", first.grain), first.fiscal
    measure = query.measures[0].name
    sums: dict[tuple[Member, ...], dict[date, Decimal]] = defaultdict(dict)
    for row in rows:
        at = _day(row.values[first.name])
        if at is not None and len(row.level) == len(query.dimensions):
            key = tuple(write(row.values[one.name]) for one in groups)
            value = row.values[measure]
            sums[key][at] = sums[key].get(at, Decimal(0)) + (value if isinstance(value, Decimal) else Decimal(0))
    present = period_start(today, grain, fiscal)
    seen = sorted({at for one in sums.values() for at in one if at < present})
    past = _periods(seen[0], present, grain, fiscal)[-_MOST:] if seen else []
    future = _following(present, grain, fiscal, analysis.horizon)
    ordered = sorted(sums, key=lambda one: (-sum(sums[one].values()), str(one)))
    kept = ordered[: analysis.groups] if groups else []
    whole = tuple(sum((one.get(at, Decimal(0)) for one in sums.values()), Decimal(0)) for at in past)
    each = [(key, tuple(sums[key].get(at, Decimal(0)) for at in past)) for key in kept]
    ends = [*past, *future, _following(future[-1], grain, fiscal, 2)[1]]
    return Course(
        analysis=analysis,
        grain=grain,
        past=tuple(past),
        future=tuple(future),
        series=(((), whole), *each),
        promoted=_promoted(ends, promotions),
        left_out=len(ordered) - len(kept) if groups else 0,
        unfinished=present if any(present in one for one in sums.values()) else None,
    )


def _promoted(starts: Sequence[date], promotions: Iterable[tuple[date, date]]) -> dict[date, Decimal]:
    """Return which part of each period is promoted: by days, each counted once; the last start only ends the others."""
    found: dict[date, Decimal] = {}
    listed = [(first, last) for first, last in promotions if first <= last]
    for start, end in pairwise(starts):
        length = (end - start).days
        days = {
            at
            for first, last in listed
            for at in range(max(0, (first - start).days), min(length, (last - start).days + 1))
        }
        if days:
            found[start] = (Decimal(len(days)) / length).quantize(_DIGITS, ROUND_HALF_UP)
    return found


def _periods(first: date, end: date, grain: Grain, fiscal: Fiscal) -> list[date]:
    """Return the first days of periods from one on, before another."""
    found = [period_start(first, grain, fiscal)]
    while (following := _next(found[-1], grain, fiscal)) < end:
        found.append(following)
    return found


def _following(first: date, grain: Grain, fiscal: Fiscal, count: int) -> list[date]:
    """Return the first days of some periods from one on."""
    found = [first]
    while len(found) < count:
        found.append(_next(found[-1], grain, fiscal))
    return found


def _next(start: date, grain: Grain, fiscal: Fiscal) -> date:
    """Return the first day of the period after the one that begins on a day."""
    days = {"day": 1, "week": 7, "month": 32, "quarter": 93, "year": 367}[grain]
    return period_start(start + timedelta(days=days), grain, fiscal)


def _day(value: Value) -> date | None:
    """Return the first day of a period."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _number(value: float | None) -> Decimal | None:
    """Return an estimate with as many digits as it deserves."""
    return None if value is None else Decimal(repr(float(value))).quantize(_DIGITS, ROUND_HALF_UP)

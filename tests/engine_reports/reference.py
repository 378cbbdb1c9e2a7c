"""Answers computed by plain Python, row by row: what the engines have to agree with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import product
from math import ceil
from typing import Any

from engine_reports.aggregate import Aggregate, AmongGroups
from engine_reports.grain import CIVIL, CYCLES, MONTHS, period_start
from engine_reports.query import ReportDimension, ReportMeasure, ReportQuery
from engine_reports.subject import Subject
from engine_rules.expression import Expression
from engine_rules.scope import Scope
from engine_rules.values import type_of

Row = Mapping[str, Any]
EXACT = Context(prec=70)
ONCE = {
    "quota.target": ("quota", "id"),
    "visits.hours": ("visits", "key"),
    "visits.number": ("visits", "key"),
    "customer.credit": ("customer", "id"),
    "order.amount": ("order", "id"),
    "order.customer.credit": ("order", "customer", "id"),
}
"""The expressions of which a row of another table counts once, by what tells these rows apart."""


def quotient(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    """Return a quotient as reports round it."""
    if left is None or not right:
        return None
    return EXACT.divide(left, right).quantize(Decimal("1e-8"), ROUND_HALF_UP, EXACT)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the last one of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError


@dataclass
class Tagged:
    """A row in one branch, with its members."""

    row: Row
    tag: int
    key: tuple[Any, ...] = ()


@dataclass
class Group:
    """A group with its rows by branch."""

    rows: dict[int, list[Row]] = field(default_factory=lambda: {0: [], 1: []})


class Reference:
    """The answer of one question."""

    def __init__(self, query: ReportQuery, subject: Subject, rows: Sequence[Row]) -> None:
        self.query, self.subject = query, subject
        self.names = [one.name for one in query.dimensions]
        self.rows = self._rows(rows)
        self.flagged = self._limited()

    def at(self, text: str, row: Row) -> Any:
        return self.subject.expression(text).evaluate(row)

    # --- rows -----------------------------------------------------------------------------------------------------

    def _rows(self, rows: Sequence[Row]) -> list[Tagged]:
        kept = [row for row in rows if self.query.filter is None or self.at(self.query.filter, row) is True]
        period = self.query.period
        if period is None:
            return self._keyed([Tagged(row, 0) for row in kept], lambda day: day)
        found = self._keyed([Tagged(row, 0) for row in kept if self._in(row, period.start, period.end)], lambda d: d)
        if self.query.comparison == "none":
            return found
        months, days = 12, 0
        if self.query.comparison == "previous_period":
            whole = period.start.day == 1 and period.end.day == 1
            months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month if whole else 0
            days = 0 if whole else (period.end - period.start).days
        start, end = (months_later(day - timedelta(days=days), -months) for day in (period.start, period.end))
        before = [Tagged(row, 1) for row in kept if self._in(row, start, end)]
        return found + self._keyed(before, lambda day: months_later(day, months) + timedelta(days=days))

    def _in(self, row: Row, start: date, end: date) -> bool:
        assert self.query.period is not None
        moment = self.at(self.query.period.time, row)
        return moment is not None and start <= _day(moment) < end

    def _keyed(self, rows: list[Tagged], moved: Callable[[date], date]) -> list[Tagged]:
        for spec in self.query.dimensions:
            firsts: dict[Any, Any] = {}
            if spec.first_of is not None:
                for one in rows:
                    own, key = self.at(spec.expression, one.row), self.at(spec.first_of, one.row)
                    if own is not None:
                        firsts[key] = min(firsts.get(key, own), own)
            for one in rows:
                one.key += (self._member(spec, one.row, firsts, moved),)
        return rows

    def _member(self, spec: ReportDimension, row: Row, firsts: Mapping[Any, Any], moved: Callable[[date], date]) -> Any:
        value = own = self.at(spec.expression, row)
        if spec.first_of is not None:
            key = self.at(spec.first_of, row)
            value = None if key is None else firsts.get(key)
        if value is None:
            return None
        if spec.grain is not None:
            if spec.grain in CYCLES:
                local = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
                if self.query.period is not None and spec.expression == self.query.period.time and not spec.first_of:
                    local = datetime.combine(moved(local.date()), local.time())
                number = {"hour_of_day": local.hour, "day_of_week": local.isoweekday(), "month_of_year": local.month}
                return Decimal(number[spec.grain])
            day = _day(value)
            if self.query.period is not None and spec.expression == self.query.period.time and spec.first_of is None:
                day = moved(day)
            start = period_start(day, spec.grain, spec.fiscal)
            if not spec.age:
                return start
            if own is None:
                return None
            last = period_start(_day(own), spec.grain, spec.fiscal)
            if spec.grain in MONTHS:
                months = (last.year - start.year) * 12 + last.month - start.month
                return Decimal(months // MONTHS[spec.grain])
            return Decimal((last - start).days // (7 if spec.grain == "week" else 1))
        if spec.edges:
            return Decimal(sum(1 for edge in spec.edges if value >= edge))
        if spec.width is not None:
            return (value // spec.width - (1 if value % spec.width < 0 else 0)) * spec.width
        return value

    def _limited(self) -> int | None:
        """Drop or mark the members beyond the limit; return the position of the dimension that has others."""
        limit = self.query.limit
        if limit is None or limit.dimension is None:
            return None
        at = self.names.index(limit.dimension)
        members = {one.key[at] for one in self.rows if one.tag == 0}
        ranked = sorted(members, key=_ascending)
        if limit.by is not None:
            measure = next(one for one in self.query.measures if one.name == limit.by)
            values = {
                member: self.value(
                    measure.of, measure, [one.row for one in self.rows if one.tag == 0 and one.key[at] == member]
                )
                for member in members
            }
            ranked.sort(key=lambda member: _descending(values[member]))
        top = set(ranked[: limit.count])
        if not limit.others:
            self.rows = [one for one in self.rows if one.key[at] in top]
            return None
        for one in self.rows:
            here = one.key[at] in top
            one.key = (*one.key[:at], one.key[at] if here else None, *one.key[at + 1 :], not here)
        return at

    # --- aggregates -----------------------------------------------------------------------------------------------

    def value(self, of: Aggregate, measure: ReportMeasure, rows: Sequence[Row]) -> Any:
        if measure.filter is not None:
            rows = [row for row in rows if self.at(measure.filter, row) is True]
        return getattr(self, f"_{of.kind}")(of, rows)

    def _values(self, text: str, rows: Sequence[Row]) -> list[Any]:
        if text in ONCE:
            found = {}
            for row in rows:
                key: Any = row
                for name in ONCE[text]:
                    key = key and key[name]
                if key is not None:
                    found[key] = self.at(text, row)
            return [one for one in found.values() if one is not None]
        return [one for one in (self.at(text, row) for row in rows) if one is not None]

    def _total(self, text: str, rows: Sequence[Row]) -> Any:
        values = self._values(text, rows)
        return sum(values) if values else None

    def _sum(self, of: Any, rows: Sequence[Row]) -> Any:
        return self._total(of.value, rows)

    def _count(self, of: Any, rows: Sequence[Row]) -> Any:
        return Decimal(len(rows) if of.value is None else len(self._values(of.value, rows)))

    def _distinct(self, of: Any, rows: Sequence[Row]) -> Any:
        return Decimal(len({one for one in (self.at(of.value, row) for row in rows) if one is not None}))

    def _average(self, of: Any, rows: Sequence[Row]) -> Any:
        values = self._values(of.value, rows)
        return quotient(sum(values), Decimal(len(values))) if values else None

    def _days_between(self, of: Any, rows: Sequence[Row]) -> Any:
        if of.start.startswith("order."):
            rows = list({row["order"]["id"]: row for row in rows if row["order"] is not None}.values())
        pairs = [(self.at(of.start, row), self.at(of.end, row)) for row in rows]
        days = [Decimal((_day(end) - _day(start)).days) for start, end in pairs if start and end]
        return quotient(sum(days, Decimal(0)), Decimal(len(days))) if days else None

    def _ratio(self, of: Any, rows: Sequence[Row]) -> Any:
        return quotient(self._total(of.numerator, rows), self._total(of.denominator, rows))

    def _funnel_conversion(self, of: Any, rows: Sequence[Row]) -> Any:
        keys = [
            {self.at(of.key, row) for row in rows if self.at(step, row) is True} - {None}
            for step in (of.reached, of.entered)
        ]
        return quotient(Decimal(len(keys[0])), Decimal(len(keys[1])))

    def _median(self, of: Any, rows: Sequence[Row]) -> Any:
        values = sorted(self._values(of.value, rows))
        size = len(values)
        return quotient(values[(size - 1) // 2] + values[size // 2], Decimal(2)) if values else None

    def _percentile(self, of: Any, rows: Sequence[Row]) -> Any:
        values = sorted(self._values(of.value, rows))
        return values[ceil(of.percent * len(values) / 100) - 1] if values else None

    def _minimum(self, of: Any, rows: Sequence[Row]) -> Any:
        return min((one for one in (self.at(of.value, row) for row in rows) if one is not None), default=None)

    def _maximum(self, of: Any, rows: Sequence[Row]) -> Any:
        return max((one for one in (self.at(of.value, row) for row in rows) if one is not None), default=None)

    def _pairs(self, of: Any, rows: Sequence[Row]) -> list[tuple[Any, Any]]:
        found = [(self.at(of.time, row), self.at(of.value, row)) for row in rows]
        return [pair for pair in found if None not in pair]

    def _first(self, of: Any, rows: Sequence[Row]) -> Any:
        return min(self._pairs(of, rows), default=(None, None))[1]

    def _last(self, of: Any, rows: Sequence[Row]) -> Any:
        return max(self._pairs(of, rows), default=(None, None))[1]

    def _ageing(self, of: Any, rows: Sequence[Row]) -> Any:
        kept = []
        for row in rows:
            since, until = self.at(of.since, row), self.at(of.until, row)
            if since is None or until is None:
                continue
            days = (_day(until) - _day(since)).days
            if (of.low is None or days >= of.low) and (of.high is None or days <= of.high):
                kept.append(row)
        return self._total(of.value, kept)

    # --- groups ---------------------------------------------------------------------------------------------------

    def answer(self) -> list[tuple[Any, ...]]:
        """Return the rows of the answer: level, members, others, values, and values compared with."""
        found = []
        for number, kept in self._levels():
            groups: dict[tuple[Any, ...], Group] = {}
            for one in self.rows:
                key = tuple(member if at in kept else None for at, member in enumerate(one.key[: len(self.names)]))
                if self.flagged is not None:
                    key += (one.key[-1] if self.flagged in kept else None,)
                groups.setdefault(key, Group()).rows[one.tag].append(one.row)
            if not kept:
                groups = groups or {(None,) * (len(self.names) + (self.flagged is not None)): Group()}
            tags = (0, 1) if self.query.comparison != "none" else (0,)
            listed = []
            for key in groups:
                values = [
                    {one.name: self._measured(one, key, groups, tag) for one in self.query.measures} for tag in tags
                ]
                listed.append((number, key, values))
            found += self._shown(listed, number)
        return found

    def _levels(self) -> list[tuple[int, set[int]]]:
        size = len(self.names)
        across = [self.names.index(name) for name in self.query.pivot]
        down = [at for at in range(size) if at not in across]
        sets = [set(range(size))]
        if self.query.totals == "grand":
            sets.append(set())
        elif self.query.totals == "all":
            beginnings = product(range(len(down) + 1), range(len(across) + 1))
            sets += [set(down[:rows]) | set(across[:columns]) for rows, columns in beginnings]
        numbers = {sum(1 << (size - 1 - at) for at in range(size) if at not in one): one for one in sets}
        return sorted(numbers.items())

    def _shown(self, listed: list[Any], number: int) -> list[tuple[Any, ...]]:
        detail = number == 0
        if self.query.having is not None and detail:
            listed = [one for one in listed if self._having(one)]
        listed.sort(key=lambda one: tuple(map(_ascending, one[1][: len(self.names)])))
        for sort in reversed(self.query.sort):

            def rank(one: Any, sort: Any = sort) -> Any:
                value = one[1][self.names.index(sort.by)] if sort.by in self.names else one[2][0][sort.by]
                return _descending(value) if sort.descending else _ascending(value)

            listed.sort(key=rank)
        if self.flagged is not None:
            listed.sort(key=lambda one: _ascending(one[1][-1]))
        limit = self.query.limit
        return listed[: limit.count] if detail and limit is not None and limit.dimension is None else listed

    def _having(self, one: Any) -> bool:
        assert self.query.having is not None
        known = {**dict(zip(self.names, one[1], strict=False)), **one[2][0]}
        scope = Scope({name: type_of(value) for name, value in known.items() if value is not None})
        return Expression(self.query.having, scope).evaluate(known) is True

    def _measured(self, measure: ReportMeasure, key: tuple[Any, ...], groups: Mapping[Any, Group], tag: int) -> Any:
        of: Any = measure.of
        if not isinstance(of, AmongGroups):
            return self.value(of, measure, groups[key].rows[tag])
        return getattr(self, f"_{of.kind}")(of, measure, key, groups, tag)

    def _inner(self, of: Any, measure: ReportMeasure, group: Group | None, tag: int) -> Any:
        """Return the value of a group; of no group, null."""
        return None if group is None else self.value(of.of, measure, group.rows[tag])

    def _union(self, of: Any, measure: ReportMeasure, found: Sequence[Group], tag: int) -> Any:
        return self.value(of.of, measure, [row for one in found for row in one.rows[tag]])

    def _parts_of(self, key: tuple[Any, ...], names: Sequence[str]) -> tuple[Any, ...]:
        """Return the members of some dimensions, told apart from others."""
        found = tuple(key[self.names.index(name)] for name in names)
        if self.flagged is not None and self.names[self.flagged] in names:
            found += (key[-1],)
        return found

    def _time(self, of: Any) -> tuple[int, ReportDimension]:
        times = [one for one in self.query.dimensions if one.is_time]
        spec = next(one for one in times if of.along in (None, one.name))
        return self.names.index(spec.name), spec

    def _beside(self, at: int, key: tuple[Any, ...], groups: Mapping[Any, Group]) -> dict[date, tuple[Any, Group]]:
        """Return the groups that differ in the time only, by the time."""
        rest = [name for name in self.names if name != self.names[at]]
        own = self._parts_of(key, rest)
        return {
            one[at]: (one, group)
            for one, group in groups.items()
            if one[at] is not None and self._parts_of(one, rest) == own
        }

    def _running_total(self, of: Any, measure: ReportMeasure, key: Any, groups: Any, tag: int) -> Any:
        at, _ = self._time(of)
        if key[at] is None:
            return None
        found = [group for day, (_, group) in self._beside(at, key, groups).items() if day <= key[at]]
        return self._union(of, measure, found, tag)

    def _year_to_date(self, of: Any, measure: ReportMeasure, key: Any, groups: Any, tag: int) -> Any:
        at, _ = self._time(of)
        if key[at] is None:
            return None
        start = period_start(key[at], "year", CIVIL.model_copy(update={"first_month": of.first_month}))
        beside = self._beside(at, key, groups).items()
        return self._union(of, measure, [group for day, (_, group) in beside if start <= day <= key[at]], tag)

    def _moving_average(self, of: Any, measure: ReportMeasure, key: Any, groups: Any, tag: int) -> Any:
        at, spec = self._time(of)
        if key[at] is None:
            return None
        first = _back(key[at], spec.grain, of.periods - 1)
        found = [group for day, (_, group) in self._beside(at, key, groups).items() if first <= day <= key[at]]
        value = self._union(of, measure, found, tag)
        if not of.of.totals:
            return value
        periods = sum(1 for group in found if self._inner(of, measure, group, tag) is not None)
        return quotient(value, Decimal(periods))

    def _period_over_period(self, of: Any, measure: ReportMeasure, key: Any, groups: Any, tag: int) -> Any:
        at, spec = self._time(of)
        if key[at] is None:
            return None
        if of.back == "period":
            day = _back(key[at], spec.grain, 1)
        else:
            day = key[at] - timedelta(days=364) if spec.grain == "week" else months_later(key[at], -12)
        group = self._beside(at, key, groups).get(day, (None, None))[1]
        before = self._inner(of, measure, group, tag)
        if of.show == "before":
            return before
        own = self._inner(of, measure, groups[key], tag)
        difference = None if own is None or before is None else own - before
        return difference if of.show == "difference" else quotient(difference, before)

    def _share(self, of: Any, measure: ReportMeasure, key: Any, groups: Any, tag: int) -> Any:
        own = self._parts_of(key, of.within)
        whole = [group for one, group in groups.items() if self._parts_of(one, of.within) == own]
        return quotient(self._inner(of, measure, groups[key], tag), self._union(of, measure, whole, tag))

    def _abc(self, of: Any, measure: ReportMeasure, key: Any, groups: Any, tag: int) -> Any:
        own = self._parts_of(key, of.within)
        values = [
            (self._inner(of, measure, group, tag), one)
            for one, group in groups.items()
            if self._parts_of(one, of.within) == own
        ]
        values.sort(key=lambda pair: (_descending(pair[0]), tuple(map(_ascending, pair[1]))))
        place = next(at for at, (_, one) in enumerate(values) if one == key)
        if values[place][0] is None:
            return None
        before = sum(value for value, _ in values[:place] if value is not None)
        whole = sum(value for value, _ in values if value is not None)
        return "A" if before < whole * of.a else "B" if before < whole * of.b else "C"

    def _cohort_retention(self, of: Any, measure: ReportMeasure, key: Any, groups: Any, tag: int) -> Any:
        at = self.names.index(of.age)
        rest = [name for name in self.names if name != of.age]
        own = self._parts_of(key, rest)
        first = next(
            (group for one, group in groups.items() if one[at] == 0 and self._parts_of(one, rest) == own), None
        )
        return quotient(self._inner(of, measure, groups[key], tag), self._inner(of, measure, first, tag))

    def _rfm(self, of: Any, measure: ReportMeasure, key: Any, groups: Any, tag: int) -> Any:
        score = 0
        for part in range(3):
            ranked = []
            for one, group in groups.items():
                rows = group.rows[tag]
                if measure.filter is not None:
                    rows = [row for row in rows if self.at(measure.filter, row) is True]
                times = [time for time in (self.at(of.time, row) for row in rows) if time is not None]
                value = (max(times, default=None), Decimal(len(rows)), self._total(of.amount, rows))[part]
                ranked.append(((value is not None, value or 0 if part else value or _LEAST), one))
            ranked.sort(key=lambda pair: (pair[0], tuple(map(_ascending, pair[1]))))
            place = next(at for at, (_, one) in enumerate(ranked) if one == key)
            score = score * 10 + _tile(place, len(ranked), of.scores)
        return Decimal(score)


_LEAST = datetime(1, 1, 1, tzinfo=UTC)


def _tile(place: int, size: int, tiles: int) -> int:
    """Return the number of the part of equal size that a place is in, larger parts first."""
    base, larger = divmod(size, tiles)
    bounds = [at * (base + 1) if at <= larger else larger + at * base for at in range(1, tiles + 1)]
    return next(at for at, bound in enumerate(bounds, 1) if place < bound)


def _back(day: date, grain: Any, periods: int) -> date:
    if grain in MONTHS:
        return months_later(day, -MONTHS[grain] * periods)
    return day - timedelta(days=(7 if grain == "week" else 1) * periods)


def _day(moment: Any) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _ascending(value: Any) -> Any:
    return (value is None, value if value is not None else 0)


class _Reversed:
    """A value that is less when it is greater."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "_Reversed") -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and bool(self.value == other.value)

    def __hash__(self) -> int:
        return hash(self.value)


def _descending(value: Any) -> Any:
    return (value is None, _Reversed(value if value is not None else 0))

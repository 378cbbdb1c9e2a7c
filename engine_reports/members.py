"""`condition_of`: which rows are behind a group of an answer; drilling down and "why this number" ask so."""

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from engine_reports.compiled import AnswerRow
from engine_reports.grain import CYCLES, MONTHS, Grain
from engine_reports.query import ReportDimension, ReportQuery
from engine_reports.subject import Subject
from engine_rules import types as t
from engine_rules.targets.sql.dialect import zone_label
from engine_rules.values import Value


def condition_of(query: ReportQuery, subject: Subject, row: AnswerRow) -> str | None:
    """Return the expression that holds for the rows behind a group, beside the filter of the question.

    Empty for all rows; None for a group that no expression can say: other members than the first, and cohorts.
    """
    found = []
    for dimension in query.dimensions:
        if dimension.name not in row.level:
            continue
        if dimension.name in row.others or dimension.first_of is not None:
            return None
        found.append(f"({_member(dimension, subject, row.values[dimension.name])})")
    return " and ".join(found)


def _member(dimension: ReportDimension, subject: Subject, value: Value) -> str:
    """Return the condition that a row is in a member of a dimension."""
    text = f"({dimension.expression})"
    if value is None:
        return f"{text} = null"
    if dimension.grain is not None:
        instants = subject.expression(dimension.expression).type is t.DATE_TIME
        return _in_period(text, dimension, value, subject.zone if instants else None)
    if dimension.edges:
        assert isinstance(value, Decimal)
        at, limits = int(value), []
        limits += [f"{text} >= {dimension.edges[at - 1]}"] if at > 0 else []
        limits += [f"{text} < {dimension.edges[at]}"] if at < len(dimension.edges) else []
        return " and ".join(limits)
    if dimension.width is not None:
        assert isinstance(value, Decimal)
        return f"{text} >= {value} and {text} < {value + dimension.width}"
    return f"{text} = {literal(value)}"


def _in_period(text: str, dimension: ReportDimension, value: Value, zone: tzinfo | None) -> str:
    """Return the condition that a time is in a period."""
    grain = dimension.grain
    assert grain is not None
    if grain in CYCLES:
        part = {"hour_of_day": "hour", "day_of_week": "weekday", "month_of_year": "month"}[grain]
        return f"{text}.{part} = {value}"
    assert isinstance(value, date)
    first, after = (midnight(day, zone) for day in (value, following(value, grain)))
    return f"{text} >= {first} and {text} < {after}"


def following(start: date, grain: Grain) -> date:
    """Return the first day of the period after the one that begins on a day."""
    if grain in MONTHS:
        months = start.year * 12 + start.month - 1 + MONTHS[grain]
        return date(months // 12, months % 12 + 1, 1)
    return start + timedelta(days=7 if grain == "week" else 1)


def midnight(day: date, zone: tzinfo | None) -> str:
    """Return the literal of a day, or of its beginning in a zone."""
    if zone is None:
        return f'@"{day}"'
    label = zone_label(zone)
    return f'@"{day}T00:00:00{label if label[0] in "+-" else f"@{label}"}"'


def literal(value: Value) -> str:
    """Return the literal of a number, text, truth value, date or time in the language."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        return f'"{escaped}"'
    if isinstance(value, datetime) and value.tzinfo is not None:
        label = zone_label(value.tzinfo)
        stamp = value.replace(tzinfo=None).isoformat()
        return f'@"{stamp}{label if label[0] in "+-" else f"@{label}"}"'
    return f'@"{value.isoformat() if isinstance(value, date) else value}"'

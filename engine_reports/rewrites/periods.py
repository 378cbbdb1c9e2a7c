"""`periods`: the stretch of time of a question, and the one that it is compared with, become branches."""

from dataclasses import replace
from datetime import date, timedelta

from engine_reports.members import midnight
from engine_reports.plan import Branch, Plan
from engine_reports.query import ReportPeriod
from engine_rules import syntax as s
from engine_rules import types as t


def rewrite(plan: Plan) -> Plan:
    """Return the plan with its branches."""
    period = plan.query.period
    if period is None:
        return plan
    own = Branch(_within(plan, period.start, period.end))
    if plan.query.comparison == "none":
        return replace(plan, branches=(own,))
    months, days = (12, 0) if plan.query.comparison == "previous_year" else length(period)
    start, end = earlier(period.start, months, days), earlier(period.end, months, days)
    return replace(plan, branches=(own, Branch(_within(plan, start, end), months, days)))


def length(period: ReportPeriod) -> tuple[int, int]:
    """Return how long a period is: in months when it consists of whole ones, else in days."""
    if period.start.day == period.end.day == 1:
        return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month, 0
    return 0, (period.end - period.start).days


def earlier(day: date, months: int, days: int) -> date:
    """Return the day that lies some months and days earlier; the last of its month where the month is too short."""
    day -= timedelta(days=days)
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _within(plan: Plan, start: date, end: date) -> s.Node:
    """Return the condition that the time lies between two days, the second not included."""
    period = plan.query.period
    assert period is not None
    time = f"({period.time})"
    instants = plan.subject.expression(period.time).type is t.DATE_TIME
    first, after = (midnight(day, plan.subject.zone if instants else None) for day in (start, end))
    found = plan.subject.expression(f"{time} >= {first} and {time} < {after}")
    assert found.tree is not None
    return found.tree

"""Times in SQL: the periods of grains, and the age of cohorts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from engine_reports.grain import CIVIL, CYCLES, MONTHS, Fiscal, Grain
from engine_rules import types as t
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import UNKNOWN, Scalar

_PASSED: Final[Mapping[str, str]] = {"week": "isodow", "month": "day", "year": "dayofyear"}
"""What DuckDB counts the days of a period by, the first one as 1."""


def moved(moment: Scalar, months: int, days: int, dialect: Dialect) -> Scalar:
    """Return a date or local time moved forward."""
    if not months and not days:
        return moment
    local = dialect.local(moment)
    month = f" + INTERVAL '{months}' MONTH" if months else ""
    day = f" + INTERVAL '{days}' DAY" if days else ""
    sql = f"(CAST({local.sql} AS timestamp){month}{day})"
    sql = f"CAST({sql} AS date)" if moment.type is t.DATE else sql
    return replace(local, sql=sql, atom=True, constant=UNKNOWN)


def period_of(moment: Scalar, grain: Grain, fiscal: Fiscal, dialect: Dialect) -> Scalar:
    """Return the first day of the period that a time is in, or the number of a grain that comes again."""
    local = dialect.local(moment)
    if grain in CYCLES:
        sql = f"CAST(extract({dialect.field(CYCLES[grain])} FROM CAST({local.sql} AS timestamp)) AS integer)"
        return Scalar(sql, t.NUMBER, form="integer", digits=(2, 0))
    if dialect.name == "duckdb" and fiscal == CIVIL and grain in _PASSED:
        # Days are taken away in half the time in which `date_trunc` goes through a time of day, of each of many rows.
        day = local.sql if local.type is t.DATE and local.atom else f"CAST({local.sql} AS date)"
        return Scalar(f"({day} - CAST({_PASSED[grain]}({day}) - 1 AS integer))", t.DATE)
    return Scalar(f"CAST({_start(local.sql, grain, fiscal)} AS date)", t.DATE)


def _start(sql: str, grain: Grain, fiscal: Fiscal) -> str:
    """Return the beginning of a period as a date or local time."""
    stamp = f"CAST({sql} AS timestamp)"
    if grain == "day":
        return stamp
    if grain == "week":
        shift = f"INTERVAL '{fiscal.first_weekday - 1} days'"
    else:
        shift = f"INTERVAL '{(fiscal.first_month - 1) % MONTHS[grain]} months'"
    if shift.startswith("INTERVAL '0"):
        return f"date_trunc('{grain}', {stamp})"
    return f"date_trunc('{grain}', {stamp} - {shift}) + {shift}"


def periods_between(start: Scalar, end: Scalar, grain: Grain, dialect: Dialect) -> Scalar:
    """Return how many periods lie between the first days of two of them."""
    whole = dialect.whole_division
    if grain in MONTHS:
        years = f"(extract(year FROM {end.sql}) - extract(year FROM {start.sql})) * 12"
        months = f"extract(month FROM {end.sql}) - extract(month FROM {start.sql})"
        sql = f"CAST({years} + {months} AS integer) {whole} {MONTHS[grain]}"
    else:
        sql = f"CAST({dialect.days_between(end.sql, start.sql)} AS integer) {whole} {7 if grain == 'week' else 1}"
    return Scalar(sql, t.NUMBER, form="integer", digits=(9, 0), atom=False)

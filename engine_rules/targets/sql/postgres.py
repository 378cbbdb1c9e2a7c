"""PostgreSQL: exact `numeric`, intervals, collations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import ClassVar, Final

from engine_rules import types as t
from engine_rules.numbers import DIGITS, plain
from engine_rules.targets.sql.dialect import DAY_NS, Dialect, digits_of, zone_label
from engine_rules.targets.sql.parameters import Parameters
from engine_rules.targets.sql.terms import SUPPOSED, UNKNOWN, Digits, Scalar
from engine_rules.temporal import DaysTime, format_date
from engine_rules.values import Value
from lowcode.kernel.names import label

_MAX_SCALE: Final = 200
"""More digits after the point than this are never asked of a division."""
_BIGINT: Final = 2**63


class Postgres(Dialect):
    """PostgreSQL 15 or newer."""

    name = "postgres"
    where = label("in PostgreSQL", "在 PostgreSQL 中")
    types: ClassVar = {
        t.STRING: "text",
        t.BOOLEAN: "boolean",
        t.DATE: "date",
        t.TIME: "time",
        t.DAYS_TIME: "numeric",
        t.YEARS_MONTHS: "integer",
    }

    def number_type(self, digits: Digits) -> str:  # noqa: ARG002 - one type holds all
        """Return the type of all numbers."""
        return "numeric"

    def literal(self, value: Value, parameters: Parameters) -> Scalar:
        """Return a known value; the first and last date are written out, as the driver takes them for infinity."""
        found = super().literal(value, parameters)
        if type(value) is date and value in {date.min, date.max}:
            return replace(found, sql=f"date '{format_date(value)}'")
        return found

    def number(self, value: Decimal) -> Scalar:
        """Return a number; a whole one that fits is an integer to PostgreSQL, cast before it is computed with."""
        digits = digits_of(value)
        whole = digits[1] == 0 and abs(value) < _BIGINT
        sql = plain(value) if sum(digits) < DIGITS else f"CAST('{value}' AS numeric)"
        form = "integer" if whole else ""
        return Scalar(sql, t.NUMBER, nullable=False, atom=value >= 0, constant=value, form=form, digits=digits)  # type: ignore[arg-type]

    def as_number(self, scalar: Scalar) -> Scalar:
        """Return a number as `numeric`."""
        if scalar.form != "integer":
            return scalar
        return replace(scalar, sql=f"CAST({scalar.sql} AS numeric)", atom=True, form="")

    def settled(self, scalar: Scalar) -> Scalar:
        """Return a number cut to 34 digits."""
        if not scalar.rough:
            return scalar
        # the floating-point logarithm only finds the place of the first digit
        sql = (
            f"(SELECT CASE WHEN abs(q) BETWEEN 1e-300 AND 1e300 "
            f"THEN round(q, {DIGITS - 1} - CAST(floor(log(CAST(abs(q) AS double precision))) AS integer)) ELSE q END "
            f"FROM (SELECT {scalar.sql} AS q OFFSET 0) AS q)"
        )
        return replace(scalar, sql=sql, atom=True, rough=False)

    def add(self, op: str, left: Scalar, right: Scalar) -> Scalar:
        """Return a sum or difference, which is exact."""
        left, right = self.settled(left), self.settled(right)
        (a, b), (c, d) = left.digits or SUPPOSED, right.digits or SUPPOSED
        digits = max(a, c) + 1, max(b, d)
        if left.form == right.form == "integer":
            left = self.as_number(left)
        return _number(f"{left.text} {op} {right.text}", left, right, digits)

    def multiply(self, left: Scalar, right: Scalar) -> Scalar:
        """Return a product, which is exact."""
        left, right = self.settled(left), self.settled(right)
        (a, b), (c, d) = left.digits or SUPPOSED, right.digits or SUPPOSED
        if left.form == right.form == "integer":
            left = self.as_number(left)
        return _number(f"{left.text} * {right.text}", left, right, (a + c, b + d))

    def divide(self, left: Scalar, right: Scalar) -> Scalar:
        """Return a quotient of at least 34 digits."""
        left, right = self.settled(left), self.settled(right)
        (a, b), (c, d) = left.digits or SUPPOSED, right.digits or SUPPOSED
        scale = min(b + c + DIGITS + 1, _MAX_SCALE)
        safe = right.known and bool(right.constant)
        divisor = right.text if safe else f"nullif({right.sql}, 0)"
        result = _number(f"round({left.sql}, {scale}) / {divisor}", left, right, (a + d, scale))
        return replace(result, nullable=left.nullable or right.nullable or not safe, rough=True)

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """Return a power; null where it is not a real number, or beyond the exponents of the language."""
        base, exponent = self.as_number(self.settled(base)), self.as_number(self.settled(exponent))
        scale = 60
        sql = (
            "(SELECT CASE WHEN b = 0 AND e <= 0 OR b < 0 AND e <> trunc(e) THEN NULL "
            "WHEN b = 0 THEN 0 WHEN e = 1 THEN b "
            "WHEN CAST(e AS double precision) * ln(CAST(abs(b) AS double precision)) > 14149 THEN NULL "
            f"ELSE power(round(b, {scale}), e) END FROM (SELECT {base.sql} AS b, {exponent.sql} AS e OFFSET 0) AS p)"
        )
        return Scalar(sql, t.NUMBER, digits=(30, scale), rough=True)

    def summed(self, number: Scalar) -> Scalar:
        """Return a sum, which is exact."""
        whole, scale = number.digits or SUPPOSED
        return replace(number, sql=f"sum({number.sql})", atom=True, constant=UNKNOWN, digits=(whole + 7, scale))

    def rounded(self, number: Scalar, scale: Scalar, mode: str) -> Scalar:
        """Return a number rounded; the half-way modes are made of the two directions."""
        number = self.as_number(self.settled(number))
        places = _places(scale)
        if mode == ROUND_HALF_UP:
            sql = f"round({number.sql}, {places})"
        elif mode == ROUND_DOWN:
            sql = f"trunc({number.sql}, {places})"
        elif places == "0" and mode in {ROUND_FLOOR, ROUND_CEILING}:
            sql = f"{'floor' if mode == ROUND_FLOOR else 'ceil'}({number.sql})"
        else:
            sql = f"(SELECT {_ROUNDINGS[mode]} FROM (SELECT {number.sql} AS n, {places} AS s OFFSET 0) AS r)"
        whole, own = number.digits or SUPPOSED
        nullable = number.nullable or scale.nullable
        # rounding may leave zeros after the point, also where there was no fraction
        return replace(number, sql=sql, atom=True, constant=UNKNOWN, digits=(whole + 1, max(own, 1)), nullable=nullable)

    def number_text(self, number: Scalar) -> str:
        """Return the text of a number."""
        if number.form == "integer" and number.digits is not None and number.digits[1] == 0:
            return f"CAST({number.sql} AS text)"
        return f"CAST(trim_scale({self.as_number(self.settled(number)).sql}) AS text)"

    def by_code_point(self, scalar: Scalar) -> str:
        """Return a text that compares by code point."""
        return scalar.text if scalar.by_code_point else f'{scalar.text} COLLATE "C"'

    def months(self, count: Scalar) -> str:
        """Return an interval of months."""
        return f"make_interval(months => {count.sql})"

    def nanoseconds(self, duration: Scalar) -> Scalar:
        """Return a duration as nanoseconds."""
        if duration.form == "days":
            sql = f"CAST({duration.sql} AS numeric) * {DAY_NS}"
        elif duration.form == "interval":
            sql = f"extract(epoch FROM {duration.sql}) * 1000000000"
        else:
            return duration
        return replace(duration, sql=sql, atom=False, form="")

    def interval(self, duration: Scalar) -> str:
        """Return a duration as an interval without days, so that no zone changes it."""
        if isinstance(duration.constant, DaysTime):
            return f"interval '{duration.constant.ns // 1000} microseconds'"
        if duration.form == "interval":
            return duration.text
        return f"(floor({self.nanoseconds(duration).text} / 1000) * interval '1 microsecond')"

    def between_moments(self, left: Scalar, right: Scalar) -> Scalar:
        """Return the interval between two moments."""
        nullable = left.nullable or right.nullable
        return Scalar(f"{left.text} - {right.text}", t.DAYS_TIME, nullable, atom=False, form="interval")

    def part(self, name: str, moment: Scalar) -> Scalar:
        """Return a part of a moment."""
        digits = (2, 6) if name == "second" else (7, 0)
        return Scalar(f"extract({name} FROM {moment.sql})", t.NUMBER, moment.nullable, digits=digits)

    def floor_days(self, nanoseconds: str) -> str:
        """Return the whole days of a text of nanoseconds."""
        inner = f"(SELECT div(n - mod(mod(n, {DAY_NS}) + {DAY_NS}, {DAY_NS}), {DAY_NS})"
        return f"{inner} FROM (SELECT {nanoseconds} AS n OFFSET 0) AS n)"

    def zone_text(self, zone: tzinfo) -> str:
        """Return a zone by name, or an offset as an interval."""
        name = zone_label(zone)
        return f"interval '{name}'" if name[0] in "+-" else f"'{name}'"

    def named(self, names: Iterable[str]) -> dict[str, str]:
        """Return names as columns."""
        return {name: name for name in names}

    def let(self, values: Mapping[str, str], body: str) -> str:
        """Return a query over one row of values; `OFFSET 0` keeps the planner from writing them out again."""
        columns = ", ".join(f"{sql} AS {name}" for name, sql in values.items())
        return f"(SELECT {body} FROM (SELECT {columns} OFFSET 0) AS l)"

    def array(self, items: Sequence[Scalar], kind: t.Type, digits: Digits | None) -> str:
        """Return an array."""
        zone = next((item.zone for item in items if item.zone is not None), None)
        inner = ", ".join(item.sql for item in items)
        return f"CAST(ARRAY[{inner}] AS {self.sql_type(t.ListType(kind), digits, zone)})"

    def collected(self, element: str, order: str) -> str:
        """Return the aggregate of an array."""
        return f"coalesce(array_agg({element}{order}), '{{}}')"

    def unnested(self, arrays: Sequence[str], alias: str) -> tuple[str, list[str], str]:
        """Return the FROM item of arrays side by side."""
        names = [f"v{at}" for at in range(len(arrays))]
        listed = ", ".join([*names, "n"])
        item = f"unnest({', '.join(arrays)}) WITH ORDINALITY AS {alias}({listed})"
        return item, [f"{alias}.{name}" for name in names], f"{alias}.n"

    def series(self, low: str, high: str, alias: str) -> tuple[str, str]:
        """Return the FROM item of whole numbers."""
        return f"generate_series(CAST({low} AS numeric), CAST({high} AS numeric)) AS {alias}(n)", f"{alias}.n"


_ROUNDINGS: Final = {
    ROUND_FLOOR: "CASE WHEN trunc(n, s) > n THEN trunc(n, s) - power(10::numeric, -s) ELSE trunc(n, s) END",
    ROUND_CEILING: "CASE WHEN trunc(n, s) < n THEN trunc(n, s) + power(10::numeric, -s) ELSE trunc(n, s) END",
    ROUND_UP: "CASE WHEN trunc(n, s) = n THEN n ELSE trunc(n, s) + sign(n) * power(10::numeric, -s) END",
    ROUND_HALF_DOWN: "CASE WHEN abs(round(n, s) - n) * 2 = power(10::numeric, -s) "
    "THEN trunc(n, s) ELSE round(n, s) END",
    "ROUND_HALF_EVEN": "CASE WHEN abs(round(n, s) - n) * 2 = power(10::numeric, -s) "
    "AND mod(div(round(n, s), power(10::numeric, -s)), 2) <> 0 THEN trunc(n, s) ELSE round(n, s) END",
}
"""Each mode over the number `n` and the places `s`."""


def _places(scale: Scalar) -> str:
    """Return the digits after the point as an integer; null for a scale that decimals do not have."""
    if scale.known and isinstance(scale.constant, Decimal):
        return str(int(scale.constant)) if -6111 <= scale.constant <= 6176 else "NULL::integer"
    return f"CAST(CASE WHEN {scale.text} BETWEEN -6111 AND 6176 THEN trunc({scale.sql}) END AS integer)"


def _number(sql: str, left: Scalar, right: Scalar, digits: Digits) -> Scalar:
    """Return the number that an operator makes."""
    rough = sum(digits) > DIGITS
    return Scalar(sql, t.NUMBER, left.nullable or right.nullable, atom=False, digits=digits, rough=rough)

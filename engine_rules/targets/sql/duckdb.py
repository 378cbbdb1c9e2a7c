"""DuckDB: decimals of 38 digits, whose places are counted while compiling."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any, ClassVar, Final

from engine_rules import types as t
from engine_rules.numbers import CONTEXT, plain
from engine_rules.targets.sql.dialect import DAY_NS, Dialect, digits_of, widest, zone_label
from engine_rules.targets.sql.terms import SUPPOSED, UNKNOWN, Digits, Scalar, Unsupported
from engine_rules.temporal import DaysTime
from lowcode.kernel.names import label

_MAX: Final = 38
_NARROW: Final = 18
"""Digits that DuckDB computes in 64 bits."""
_KEPT: Final = 22
"""Digits after the point that are kept in any case: what they leave before it is more than values have."""
_QUOTIENT: Final = 10
"""Digits after the point that a quotient has, and its divisor keeps, at the least."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)
_MAX_EXPONENT: Final = 10
_LOSSLESS_SCALE: Final = 37
_WHOLE: Final = {ROUND_FLOOR: "floor", ROUND_CEILING: "ceil", ROUND_DOWN: "trunc"}
"""What rounds to whole numbers."""


def fitting(digits: Digits) -> Digits:
    """Return the digits that a decimal can have, given those that a result would need at the most.

    Bounds grow much faster than values: so the digits after the point are kept first.
    """
    whole, scale = digits
    if whole + scale <= _MAX:
        return max(whole, 1 - scale), scale
    scale = min(scale, max(_MAX - whole, _KEPT))
    return _MAX - scale, scale


class DuckDb(Dialect):
    """DuckDB 2.0 or newer."""

    name = "duckdb"
    whole_division = "//"
    where = label("in DuckDB", "在 DuckDB 中")
    types: ClassVar = {
        t.STRING: "VARCHAR",
        t.BOOLEAN: "BOOLEAN",
        t.DATE: "DATE",
        t.TIME: "TIME",
        t.DAYS_TIME: "HUGEINT",
        t.YEARS_MONTHS: "INTEGER",
    }

    def number_type(self, digits: Digits) -> str:
        """Return the decimal type of so many digits."""
        whole, scale = fitting(digits)
        return f"DECIMAL({whole + scale}, {scale})"

    def number(self, value: Decimal) -> Scalar:
        """Return a number; a whole one is an integer."""
        digits = digits_of(value)
        if digits[0] > _MAX:
            raise Unsupported(f"The number {value}", f"数字 {value}")
        if sum(digits) > _MAX:
            digits = fitting(digits)
            value = round(value, digits[1]) if digits[1] <= _LOSSLESS_SCALE else value
        sql = plain(value)
        form = "integer" if digits[1] == 0 else ""
        return Scalar(sql, t.NUMBER, nullable=False, atom=value >= 0, constant=value, form=form, digits=digits)  # type: ignore[arg-type]

    def outgoing(self, value: Any) -> Any:
        """Return an instant as microseconds, durations as integers; others as they are."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return (value - _EPOCH) // _MICRO
        return value

    def incoming(self, value: Any) -> Any:
        """Return microseconds as an instant."""
        return _EPOCH + timedelta(microseconds=value) if isinstance(value, int) else value

    def parameter(self, mark: str, kind: t.Type, digits: Digits | None, zone: tzinfo | None) -> str:
        """Return a parameter; an instant is made of microseconds, a duration of a decimal."""
        item = kind.item if isinstance(kind, t.ListType) else kind
        many = item is not kind
        if item is t.DATE_TIME and zone is not None:
            if many:
                return f"list_transform(CAST({mark} AS BIGINT[]), lambda p: make_timestamptz(p))"
            return f"make_timestamptz(CAST({mark} AS BIGINT))"
        return super().parameter(mark, kind, digits, zone)

    def readable(self, scalar: Scalar) -> str:
        """Return a result; instants as microseconds, because the driver needs a further package for them."""
        if scalar.zone is None:
            return scalar.sql
        if isinstance(scalar.type, t.ListType):
            return f"list_transform({scalar.sql}, lambda p: epoch_us(p))"
        return f"epoch_us({scalar.sql})"

    # --- numbers --------------------------------------------------------------------------------------------------

    def as_number(self, scalar: Scalar) -> Scalar:
        """Return a number as a decimal."""
        return self._cast(scalar, scalar.digits or SUPPOSED) if scalar.form == "integer" else scalar

    def _cast(self, scalar: Scalar, digits: Digits) -> Scalar:
        """Return a number as a decimal of so many digits."""
        digits = fitting(digits)
        if scalar.form != "integer" and scalar.digits == digits:
            return scalar
        sql = f"CAST({scalar.sql} AS {self.number_type(digits)})"
        return replace(scalar, sql=sql, atom=True, form="", digits=digits)

    def settled(self, scalar: Scalar) -> Scalar:
        """Return the number as it is: there are no more digits than there is room for."""
        return scalar

    def add(self, op: str, left: Scalar, right: Scalar) -> Scalar:
        """Return a sum or difference of decimals of one scale."""
        (a, b), (c, d) = left.digits or SUPPOSED, right.digits or SUPPOSED
        whole, scale = fitting((max(a, c) + 1, max(b, d)))
        left = self._cast(left, (min(a + 1, _MAX - scale), scale) if whole + scale == _MAX else (a, scale))
        right = self._cast(right, (min(c + 1, _MAX - scale), scale) if whole + scale == _MAX else (c, scale))
        left = self._widened(left, right, whole + scale)
        return _number(f"{left.text} {op} {right.text}", left, right, (whole, scale))

    def multiply(self, left: Scalar, right: Scalar) -> Scalar:
        """Return a product; when it has too many digits, the factor with more of them after its point gives some up."""
        left, right = self.as_number(left), self.as_number(right)
        (a, b), (c, d) = left.digits or SUPPOSED, right.digits or SUPPOSED
        whole, scale = fitting((a + c, b + d))
        excess = b + d - scale
        if excess > 0:
            # the factor with the longer fraction is cut first; when that is not enough, both
            first = min(excess, max(b, d) - min(b, d)) + max(excess - abs(b - d), 0) // 2
            cuts = (first, excess - first) if b >= d else (excess - first, first)
            left, right = self._cast(left, (a, max(b - cuts[0], 0))), self._cast(right, (c, max(d - cuts[1], 0)))
            b, d = (left.digits or SUPPOSED)[1], (right.digits or SUPPOSED)[1]
            scale = b + d
        left = self._widened(left, right, whole + scale)
        return _number(f"{left.text} * {right.text}", left, right, (min(whole, _MAX - scale), scale))

    def _widened(self, left: Scalar, right: Scalar, digits: int) -> Scalar:
        """Return the left operand of a result of so many digits, wide enough for DuckDB to give the result room.

        It computes with 64 bits as long as both operands have at most 18 digits, and fails where that is too little.
        """
        if digits <= _NARROW or max(sum(left.digits or SUPPOSED), sum(right.digits or SUPPOSED)) > _NARROW:
            return left
        scale = (left.digits or SUPPOSED)[1]
        return replace(left, sql=f"CAST({left.sql} AS DECIMAL({min(digits, _MAX)}, {scale}))", atom=True)

    def divide(self, left: Scalar, right: Scalar) -> Scalar:
        """Return a quotient cut off after as many digits as there is room for, by whole numbers of 38 digits."""
        left, right = self.as_number(left), self.as_number(right)
        (a, _), (c, d) = left.digits or SUPPOSED, right.digits or SUPPOSED
        most = max((_LOSSLESS_SCALE - a) // 2, _QUOTIENT)
        if d > most:
            right = self._cast(right, (c, most))
            d = most
        scale = min(max(_MAX - a - d, _QUOTIENT), _LOSSLESS_SCALE)
        whole = min(a + d, _MAX - scale)
        dividend = self._unscaled(left, scale + d)
        safe = right.known and bool(right.constant)
        divisor = self._unscaled(right, d)
        divisor = divisor if safe else f"nullif({divisor}, 0)"
        unit = plain(Decimal(1).scaleb(-scale, CONTEXT))
        sql = f"CAST({self.cut_off(dividend, divisor, c + d)} AS DECIMAL(38, 0))" + (f" * {unit}" if scale else "")
        result = _number(sql, left, right, (whole, scale))
        return replace(result, nullable=left.nullable or right.nullable or not safe)

    def huge(self) -> str:
        """Return the type of whole numbers of 38 digits."""
        return "HUGEINT"

    def cut_off(self, dividend: str, divisor: str, digits: int) -> str:  # noqa: ARG002 - for those that need it
        """Return the whole part of a quotient of whole numbers, the divisor of so many digits."""
        return f"{dividend} // {divisor}"

    def _unscaled(self, number: Scalar, scale: int) -> str:
        """Return a number times ten to the power of `scale` as a HUGEINT; digits beyond are cut off."""
        whole, own = number.digits or SUPPOSED
        if own > scale:
            number = self._cast(number, (whole, scale))
            own = scale
        if own == 0:
            base = f"CAST({number.sql} AS {self.huge()})"
        elif whole + 2 * own <= _MAX:
            wide = f"CAST({number.sql} AS DECIMAL({_MAX}, {own}))"
            base = f"CAST({wide} * CAST({10**own} AS DECIMAL({own + 1}, 0)) AS {self.huge()})"
        else:
            base = f"CAST(replace(CAST({number.sql} AS {self.types[t.STRING]}), '.', '') AS {self.huge()})"
        return f"({base} * CAST({10 ** (scale - own)} AS {self.huge()}))" if scale > own else base

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """Return a power with a small whole exponent that is known, by multiplication."""
        known = exponent.constant
        if not isinstance(known, Decimal) or known != int(known) or abs(known) > _MAX_EXPONENT:
            raise Unsupported("A power whose exponent is no whole number up to 10", "指数不是 10 以内整数的乘方")
        times = int(known)
        one = self.as_number(self.number(Decimal(1)))
        if times == 0:
            sql = f"CASE WHEN {base.text} <> 0 THEN {one.sql} END"
            return Scalar(sql, t.NUMBER, atom=False, digits=(1, 0))
        result = base = self.as_number(base)
        for _ in range(abs(times) - 1):
            result = self.multiply(result, base)
        return result if times > 0 else self.divide(one, result)

    def summed(self, number: Scalar) -> Scalar:
        """Return a sum, with room for ten million times the greatest number."""
        whole, scale = number.digits or SUPPOSED
        if number.form != "integer":
            number = self._cast(number, fitting((whole + 7, scale)))
        scale = (number.digits or SUPPOSED)[1]
        digits = min(whole + 7, _MAX - scale), scale
        return replace(number, sql=f"sum({number.sql})", atom=True, constant=UNKNOWN, digits=digits)

    def rounded(self, number: Scalar, scale: Scalar, mode: str) -> Scalar:
        """Return a number rounded to places that are known."""
        known = scale.constant
        if known is None:
            return Scalar("NULL", t.NUMBER, constant=None)
        if not isinstance(known, Decimal):
            raise Unsupported("Rounding to places that are not known beforehand", "小数位数不是常量的舍入")
        places = int(known)
        if not -6111 <= known <= 6176:
            return Scalar("NULL", t.NUMBER, constant=None)
        number = self.as_number(number)
        whole, own = number.digits or SUPPOSED
        if places >= own:
            return number
        if places < 0:
            return self._to_tens(number, -places, mode)
        sql = self._round(number, places, own, mode)
        result = replace(number, sql=sql, atom=True, constant=UNKNOWN, digits=None)
        return replace(self.cast(result, fitting((whole + 1, places))), form="")

    def _to_tens(self, number: Scalar, zeros: int, mode: str) -> Scalar:
        """Return a number rounded to tens, hundreds, …: divided, rounded, multiplied."""
        if zeros >= (number.digits or SUPPOSED)[0] + 1 or zeros > _LOSSLESS_SCALE - 1:
            raise Unsupported("Rounding to more places than a number has", "舍入位数超过数字位数")
        unit = self.number(Decimal(1).scaleb(-zeros, CONTEXT))
        small = self.rounded(self.multiply(number, unit), self.number(Decimal(0)), mode)
        return self.multiply(small, self.as_number(self.number(Decimal(10) ** zeros)))

    def _round(self, number: Scalar, places: int, own: int, mode: str) -> str:
        """Return the text of a rounding that drops digits."""
        if mode == ROUND_HALF_UP:
            return f"round({number.sql}, {places})"
        if places == 0 and mode in _WHOLE:
            return f"{_WHOLE[mode]}({number.sql})"
        if mode == "ROUND_HALF_EVEN":
            return f"round_even({number.sql}, {places})"
        # an integer would need ten digits before the point, and a floating-point number where there is no room for them
        step = plain(Decimal(1).scaleb(-places, CONTEXT)) if places else "CAST(1 AS DECIMAL(1, 0))"
        half = plain(Decimal(5).scaleb(-places - 1, CONTEXT))
        cut = f"(r - r % {step})"
        inner = {
            ROUND_DOWN: cut,
            ROUND_FLOOR: f"CASE WHEN r % {step} < 0 THEN {cut} - {step} ELSE {cut} END",
            ROUND_CEILING: f"CASE WHEN r % {step} > 0 THEN {cut} + {step} ELSE {cut} END",
            ROUND_UP: f"CASE WHEN r % {step} = 0 THEN r ELSE {cut} + sign(r) * {step} END",
            ROUND_HALF_DOWN: f"CASE WHEN abs(r % {step}) <= {half} THEN {cut} ELSE round(r, {places}) END",
        }[mode]
        wide = self._cast(number, (min((number.digits or SUPPOSED)[0] + 1, _MAX - own), own))
        return f"list_transform([{wide.sql}], lambda r: {inner})[1]"

    def number_text(self, number: Scalar) -> str:
        """Return the text of a number."""
        number = self.as_number(number)
        text = f"CAST({number.sql} AS VARCHAR)"
        return f"rtrim(rtrim({text}, '0'), '.')" if (number.digits or SUPPOSED)[1] else text

    def unified(self, scalars: Sequence[Scalar]) -> list[Scalar]:
        """Return decimals of one type."""
        if len({(one.form, one.digits) for one in scalars}) == 1 or not all(one.type is t.NUMBER for one in scalars):
            return list(scalars)
        if all(one.form == "integer" for one in scalars):
            return list(scalars)
        digits = fitting(widest(one.digits or SUPPOSED for one in scalars))
        return [self._cast(one, digits) for one in scalars]

    # --- dates and durations --------------------------------------------------------------------------------------

    def months(self, count: Scalar) -> str:
        """Return an interval of months."""
        return f"to_months(CAST({count.sql} AS INTEGER))"

    def nanoseconds(self, duration: Scalar) -> Scalar:
        """Return a duration as nanoseconds."""
        if duration.form == "days":
            sql = f"CAST({duration.sql} AS HUGEINT) * {DAY_NS}"
        elif duration.form == "interval":
            sql = f"CAST(epoch_us({duration.sql}) AS HUGEINT) * 1000"
        else:
            return duration
        return replace(duration, sql=sql, atom=False, form="")

    def interval(self, duration: Scalar) -> str:
        """Return a duration as an interval of microseconds."""
        if isinstance(duration.constant, DaysTime):
            return f"to_microseconds({duration.constant.ns // 1000})"
        micro = "to_microseconds(CAST({0} // 1000 - CASE WHEN {0} % 1000 < 0 THEN 1 ELSE 0 END AS BIGINT))"
        return self.once([self.nanoseconds(duration)], micro.format)

    def between_moments(self, left: Scalar, right: Scalar) -> Scalar:
        """Return the nanoseconds between two moments."""
        sql = f"CAST(epoch_us({left.sql}) - epoch_us({right.sql}) AS HUGEINT) * 1000"
        return Scalar(sql, t.DAYS_TIME, left.nullable or right.nullable, atom=False)

    def part(self, name: str, moment: Scalar) -> Scalar:
        """Return a part of a moment; seconds with their fraction."""
        if name == "second":
            sql = f"CAST(extract('microsecond' FROM {moment.sql}) AS DECIMAL(8, 0)) * 0.000001"
            return Scalar(sql, t.NUMBER, moment.nullable, atom=False, digits=(9, 6))
        return Scalar(f"extract('{name}' FROM {moment.sql})", t.NUMBER, moment.nullable, form="integer", digits=(7, 0))

    def floor_days(self, nanoseconds: str) -> str:
        """Return the whole days of a text of nanoseconds."""
        inner = f"n // {DAY_NS} - CASE WHEN n % {DAY_NS} < 0 THEN 1 ELSE 0 END"
        return f"list_transform([CAST({nanoseconds} AS HUGEINT)], lambda n: {inner})[1]"

    def zone_text(self, zone: tzinfo) -> str:
        """Return a zone by name; an offset in whole hours has one too."""
        name = zone_label(zone)
        if name[0] not in "+-":
            return f"'{name}'"
        if not name.endswith(":00"):
            raise Unsupported(f"The time offset {name}", f"时区偏移 {name}")
        return f"'Etc/GMT{'-' if name[0] == '+' else '+'}{int(name[1:3])}'"

    # --- lists ----------------------------------------------------------------------------------------------------

    def named(self, names: Iterable[str]) -> dict[str, str]:
        """Return names as members of the value that a lambda takes."""
        return {name: f"l.{name}" for name in names}

    def let(self, values: Mapping[str, str], body: str) -> str:
        """Return a lambda over one value; unlike a query it costs no join."""
        packed = ", ".join(f"{name} := {sql}" for name, sql in values.items())
        return f"list_transform([struct_pack({packed})], lambda l: {body})[1]"

    def array(self, items: Sequence[Scalar], kind: t.Type, digits: Digits | None) -> str:
        """Return a list."""
        zone = next((item.zone for item in items if item.zone is not None), None)
        inner = ", ".join(item.sql for item in items)
        return f"CAST([{inner}] AS {self.sql_type(t.ListType(kind), digits, zone)})"

    def collected(self, element: str, order: str) -> str:
        """Return the aggregate of a list."""
        return f"coalesce(list({element}{order}), [])"

    def unnested(self, arrays: Sequence[str], alias: str) -> tuple[str, list[str], str]:
        """Return the FROM item of lists side by side."""
        if len(arrays) == 1:
            return f"unnest({arrays[0]}) WITH ORDINALITY AS {alias}(v, n)", [f"{alias}.v"], f"{alias}.n"
        names = [f"v{at}" for at in range(len(arrays))]
        columns = [f"unnest({one}) AS {name}" for one, name in zip(arrays, names, strict=True)]
        inner = ", ".join([*columns, f"generate_subscripts({arrays[0]}, 1) AS n"])
        return f"(SELECT {inner}) AS {alias}", [f"{alias}.{name}" for name in names], f"{alias}.n"

    def series(self, low: str, high: str, alias: str) -> tuple[str, str]:
        """Return the FROM item of whole numbers."""
        return f"generate_series(CAST({low} AS BIGINT), CAST({high} AS BIGINT)) AS {alias}(n)", f"{alias}.n"


def _number(sql: str, left: Scalar, right: Scalar, digits: Digits) -> Scalar:
    """Return the number that an operator makes."""
    return Scalar(sql, t.NUMBER, left.nullable or right.nullable, atom=False, digits=digits)

"""Spark SQL: decimals of 38 digits as in DuckDB, under the settings `SETTINGS`, without lists and times of a day.

What Spark would answer in floating point or by another rule is not on this target: it is refused while compiling. What
grows beyond 38 digits ends the statement with an error, since ANSI mode gives neither null nor fewer digits for it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, tzinfo
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any, ClassVar, Final

from engine_rules import types as t
from engine_rules.targets.sql.duckdb import DuckDb
from engine_rules.targets.sql.terms import Digits, Scalar, Unsupported
from lowcode.kernel.names import label

SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}
"""What a session has to be set to for the statements to mean what they say."""
_FUNCTIONS: Final = frozenset({
    "abs", "ceiling", "coalesce", "contains", "count", "date", "day_of_week", "day_of_year", "days_between", "decimal",
    "end_of_month", "end_of_quarter", "end_of_week", "end_of_year", "ends_with", "even", "floor", "ifs", "is",
    "isblank", "isnumber", "istext", "max", "min", "month_of_year", "not", "now", "odd", "round_down", "round_half_up",
    "round_up", "start_of_month", "start_of_quarter", "start_of_week", "start_of_year", "starts_with", "sum", "switch",
    "today", "week_of_year", "xor",
})  # fmt: skip
"""The functions that Spark computes with the same result, by their kinds."""
_FIELDS: Final = {"isodow": "dow_iso"}
"""What Spark calls parts of a time otherwise."""
_MAX: Final = 38
"""Digits of a decimal."""
_STEP: Final = 19
"""Digits of a step of a division."""
_TENS: Final = f"CAST({10**_STEP} AS DECIMAL({_STEP + 1}, 0))"
_LIST: Final = ("A list", "列表")
_DURATION: Final = ("A duration with hours", "含小时的时长")


class Spark(DuckDb):
    """Spark 4.0 or newer."""

    name = "spark"
    where = label("in Spark", "在 Spark 中")
    types: ClassVar = {
        t.STRING: "STRING",
        t.BOOLEAN: "BOOLEAN",
        t.DATE: "DATE",
        t.DAYS_TIME: "DECIMAL(38, 0)",
        t.YEARS_MONTHS: "INTEGER",
    }
    marker = ":p"
    whole_division = "div"
    inlined = ""
    grouping_sets = False
    keeps_uuid = False
    reads_dates = False

    def computes(self, function: str) -> bool:
        """Return whether a built-in function has the same result here."""
        return function in _FUNCTIONS

    def sql_type(self, kind: t.Type, digits: Digits | None = None, zone: tzinfo | None = None) -> str:
        """Return the type of values; an instant is kept in UTC. Raises `Unsupported` for lists and times of a day."""
        if isinstance(kind, t.ListType):
            raise Unsupported(*_LIST)
        if kind is t.DATE_TIME:
            return "TIMESTAMP_NTZ" if zone is None else "TIMESTAMP_LTZ"
        return super().sql_type(kind, digits, zone)

    def outgoing(self, value: Any) -> Any:
        """Return an instant as microseconds, numbers and dates as texts, which are cast without a detour."""
        if isinstance(value, Decimal) or type(value) is date:
            return str(value)
        return super().outgoing(value)

    def parameter(self, mark: str, kind: t.Type, digits: Digits | None, zone: tzinfo | None) -> str:
        """Return a parameter; an instant is made of microseconds."""
        if kind is t.DATE_TIME and zone is not None:
            return f"timestamp_micros(CAST({mark} AS BIGINT))"
        return f"CAST({mark} AS {self.sql_type(kind, digits, zone)})"

    def readable(self, scalar: Scalar) -> str:
        """Return a result; instants as microseconds. Raises `Unsupported` for what there is no type for."""
        if scalar.type is not t.NUMBER and scalar.type is not t.NULL:
            self.sql_type(scalar.type)
        return scalar.sql if scalar.zone is None else f"unix_micros({scalar.sql})"

    # --- numbers --------------------------------------------------------------------------------------------------

    def huge(self) -> str:
        """Return the type of whole numbers of 38 digits."""
        return "DECIMAL(38, 0)"

    def cut_off(self, dividend: str, divisor: str, digits: int) -> str:
        """Return the whole part of a quotient, by long division in two steps of 19 digits.

        `div` gives 64 bits, and `/` rounds: what is left over is taken away first, so that it is exact. Beyond 19
        digits of the divisor there is one step, which leaves less room for the quotient.
        """
        size = min(max(digits, 1), _MAX)
        short = f"CAST({divisor} AS DECIMAL({size}, 0))"
        if size > _STEP:
            return f"(({dividend} - {dividend} % {short}) / {short})"
        high = f"CAST((v.n - v.n % {_TENS}) / {_TENS} AS DECIMAL({_STEP}, 0))"
        rest = f"({high} % v.d) * {_TENS} + v.n % {_TENS}"
        first = f"CAST(({high} - {high} % v.d) / v.d AS DECIMAL({_STEP}, 0))"
        second = f"CAST(({rest} - ({rest}) % v.d) / v.d AS DECIMAL({_STEP + 1}, 0))"
        named = f"named_struct('n', {dividend}, 'd', {short})"
        return f"get(transform(array({named}), v -> {first} * {_TENS} + {second}), 0)"

    def _round(self, number: Scalar, places: int, own: int, mode: str) -> str:  # noqa: ARG002 - as others
        """Return the text of a rounding that drops digits."""
        if mode in {ROUND_HALF_UP, ROUND_HALF_EVEN}:
            return f"{'round' if mode == ROUND_HALF_UP else 'bround'}({number.sql}, {places})"
        down, up = f"floor({number.sql}, {places})", f"ceil({number.sql}, {places})"
        found = {
            ROUND_FLOOR: down,
            ROUND_CEILING: up,
            ROUND_DOWN: f"CASE WHEN {number.text} < 0 THEN {up} ELSE {down} END",
            ROUND_UP: f"CASE WHEN {number.text} < 0 THEN {down} ELSE {up} END",
        }
        if mode not in found:
            raise Unsupported("This way of rounding", "这种舍入方式")
        return found[mode]

    def truncated(self, number: str) -> str:  # noqa: ARG002 - as others
        """Raise `Unsupported`: what is called so here is about dates."""
        raise Unsupported("A part of a duration", "时长的一部分")

    def number_text(self, number: Scalar) -> str:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported("The text of a number", "数字的文本")

    # --- what a group gathers ---------------------------------------------------------------------------------------

    def quantile(self, value: str, fraction: str, only: str, *, above: bool = False) -> str:
        """Return the quantile by nearest rank, out of the values in order: Spark's own is a floating-point number."""
        values = f"sort_array(collect_list({value}){only})"
        rank = f"CAST(ceil({fraction} * size({values})) AS INTEGER)"
        return f"get({values}, {f'size({values}) - {rank}' if above else f'{rank} - 1'})"

    def along(self, value: str, order: str, comparable: str, there: str, *, last: bool) -> str:  # noqa: ARG002 - as others
        """Return the value of the first or last row in an order; of several the least or greatest."""
        pair = f"named_struct('o', {order}, 'v', {value})"
        return f"({'max' if last else 'min'}({pair}) FILTER (WHERE {there})).v"

    # --- dates and durations --------------------------------------------------------------------------------------

    def days_between(self, later: str, earlier: str) -> str:
        """Return the days between two dates."""
        return f"datediff({later}, {earlier})"

    def field(self, name: str) -> str:
        """Return what a part of a time is called."""
        return _FIELDS.get(name, name)

    def part(self, name: str, moment: Scalar) -> Scalar:
        """Return a part of a moment as a whole number. Raises `Unsupported` for parts of a time of a day."""
        if moment.type is t.TIME or name == "second":
            raise Unsupported("A part of a time", "时间的组成部分")
        sql = f"extract({self.field(name)} FROM {moment.sql})"
        return Scalar(sql, t.NUMBER, moment.nullable, form="integer", digits=(7, 0))

    def local(self, moment: Scalar) -> Scalar:
        """Return the local date and time of an instant in its zone."""
        if moment.zone is None:
            return moment
        sql = f"convert_timezone('UTC', {self.zone_text(moment.zone)}, CAST({moment.sql} AS TIMESTAMP_NTZ))"
        return Scalar(sql, moment.type, moment.nullable)

    def instant(self, moment: Scalar, zone: tzinfo) -> Scalar:
        """Return the instant of a local time in UTC. Raises `Unsupported` for zones whose clocks are put back."""
        if zone is not UTC:
            raise Unsupported("An instant made of a local time", "由本地时间得到的时刻")
        sql = f"CAST(CAST({moment.sql} AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)"
        return Scalar(sql, t.DATE_TIME, moment.nullable, zone=zone)

    def months(self, count: Scalar) -> str:
        """Return an interval of months."""
        return f"make_ym_interval(0, CAST({count.sql} AS INTEGER))"

    def nanoseconds(self, duration: Scalar) -> Scalar:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_DURATION)

    def interval(self, duration: Scalar) -> str:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_DURATION)

    def between_moments(self, left: Scalar, right: Scalar) -> Scalar:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_DURATION)

    def floor_days(self, nanoseconds: str) -> str:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_DURATION)

    # --- names and lists --------------------------------------------------------------------------------------------

    def once(self, values: Sequence[Scalar], write: Callable[..., str]) -> str:
        """Return what `write` makes of operands, each as often as it needs it."""
        return write(*(value.text for value in values))

    def list_parameter(self, values: Sequence[Any], parameters: Any) -> Scalar:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_LIST)

    def array(self, items: Sequence[Scalar], kind: t.Type, digits: Digits | None) -> str:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_LIST)

    def collected(self, element: str, order: str) -> str:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_LIST)

    def unnested(self, arrays: Sequence[str], alias: str) -> tuple[str, list[str], str]:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_LIST)

    def series(self, low: str, high: str, alias: str) -> tuple[str, str]:  # noqa: ARG002 - as others
        """Raise `Unsupported`."""
        raise Unsupported(*_LIST)

    def named(self, names: Iterable[str]) -> dict[str, str]:
        """Return the names as they are."""
        return {name: name for name in names}

    def let(self, values: Mapping[str, str], body: str) -> str:  # noqa: ARG002 - as others
        """Raise `Unsupported`: nothing is named here."""
        raise Unsupported("A named value", "命名的值")


__all__ = ["SETTINGS", "Spark"]

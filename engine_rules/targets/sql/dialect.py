"""`Dialect`: what both databases say alike, and the names of what they say differently."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timezone, tzinfo
from decimal import Decimal
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from engine_rules import types as t
from engine_rules.targets.sql.parameters import Given, Parameters, stored
from engine_rules.targets.sql.terms import NULL, SUPPOSED, UNKNOWN, Digits, Scalar, Unsupported
from engine_rules.values import Value, kind_of
from lowcode.kernel.names import Label

DAY_NS: Final = 86_400_000_000_000
"""Nanoseconds of a day."""


LONG: Final = 80
"""A text beyond this length is named rather than repeated."""


def digits_of(number: Decimal) -> Digits:
    """Return how many digits a finite number has before and after its point."""
    _, digits, exponent = number.normalize().as_tuple() if number else Decimal(0).as_tuple()
    assert isinstance(exponent, int)
    whole = max(len(digits) + exponent, 0)
    return (max(whole, 1), 0) if exponent >= 0 else (whole, -exponent)


def quoted(name: str) -> str:
    """Return a name as an identifier of SQL. Raises `ValueError` for one that no database takes."""
    if not name or "\x00" in name:
        msg = f"{name!r} is no name for SQL"
        raise ValueError(msg)
    return '"' + name.replace('"', '""') + '"'


class Dialect(ABC):
    """How a database writes what the lowering asks for. Operands arrive as scalars of the right types."""

    name: ClassVar[str]
    where: ClassVar[Label]
    """Where a thing is computed, for messages: `in PostgreSQL`."""
    types: ClassVar[Mapping[t.Type, str]]
    """The SQL type of each simple type but numbers; a duration is a number."""
    marker: ClassVar[str] = "$"
    """What is written before the number of a parameter."""
    whole_division: ClassVar[str] = "/"
    """The operator that divides integers, and cuts off."""
    inlined: ClassVar[str] = "NOT MATERIALIZED "
    """What says that a step is written into those that read it."""
    grouping_sets: ClassVar[bool] = True
    """Whether `GROUPING SETS` gives a total of no rows, as the standard says."""
    keeps_uuid: ClassVar[bool] = True
    """Whether there is a type `uuid`; elsewhere it is a text."""

    reads_dates: ClassVar[bool] = True
    """Whether dates are made of texts and numbers, null for what no calendar has."""

    def computes(self, function: str) -> bool:  # noqa: ARG002 - for those that do not
        """Return whether a built-in function, by its kind, has the same result here."""
        return True

    # --- types ----------------------------------------------------------------------------------------------------

    def sql_type(self, kind: t.Type, digits: Digits | None = None, zone: tzinfo | None = None) -> str:
        """Return the SQL type of values of `kind`. Raises `Unsupported` for a type without one."""
        if isinstance(kind, t.ListType) and not isinstance(kind.item, t.ListType):
            return self.sql_type(kind.item, digits, zone) + "[]"
        if kind is t.NUMBER:
            return self.number_type(digits or SUPPOSED)
        if kind is t.DATE_TIME:
            return "timestamp" if zone is None else "timestamptz"
        if kind is t.NULL:
            return self.types[t.STRING]
        try:
            return self.types[kind]
        except KeyError:
            raise Unsupported(f"A value of type `{kind}`", f"类型 `{kind}` 的值") from None

    @abstractmethod
    def number_type(self, digits: Digits) -> str:
        """Return the type of numbers of so many digits."""

    def cast(self, scalar: Scalar, digits: Digits | None = None) -> Scalar:
        """Return a scalar cast to the SQL type of its own type."""
        target = self.sql_type(scalar.type, digits or scalar.digits, scalar.zone)
        return replace(
            scalar, sql=f"CAST({scalar.sql} AS {target})", atom=True, form="", digits=digits or scalar.digits
        )

    # --- values ---------------------------------------------------------------------------------------------------

    def literal(self, value: Value, parameters: Parameters) -> Scalar:
        """Return a value that is known: numbers, booleans and durations as text, others as parameters."""
        kind = kind_of(value)
        if value is None:
            return NULL
        if isinstance(value, bool):
            return Scalar("TRUE" if value else "FALSE", kind, nullable=False, constant=value)
        if kind is t.NUMBER:
            return self.number(Decimal(value))
        if kind in t.DURATIONS:
            sql = f"CAST({stored(value)} AS {self.types[kind]})"
            return Scalar(sql, kind, nullable=False, constant=value)
        if kind is t.LIST:
            return self.list_parameter(value, parameters)
        zone = zone_of_value(value)
        if kind in {t.CONTEXT, t.RANGE, t.FUNCTION, t.ANY}:
            raise Unsupported(f"A value of type `{kind}`", f"类型 `{kind}` 的值")
        sql = self.parameter(parameters.mark(self.outgoing(stored(value))), kind, None, zone)
        return Scalar(sql, kind, nullable=False, constant=value, zone=zone)

    @abstractmethod
    def number(self, value: Decimal) -> Scalar:
        """Return a number as text."""

    def list_parameter(self, values: Sequence[Value], parameters: Parameters) -> Scalar:
        """Return a list of simple values of one type as a parameter. Raises `Unsupported` for other lists."""
        kinds = {kind_of(value) for value in values} - {t.NULL}
        zones = {str(zone_of_value(value)) for value in values if value is not None}
        if len(kinds) > 1 or len(zones) > 1 or kinds & {t.LIST, t.CONTEXT, t.RANGE, t.FUNCTION}:
            raise Unsupported("A list of different or nested values", "元素类型不同或嵌套的列表")
        kind = kinds.pop() if kinds else t.STRING
        zone = next((zone_of_value(value) for value in values if value is not None), None)
        digits = (
            widest(digits_of(Decimal(value)) for value in values if value is not None) if kind is t.NUMBER else None
        )
        mark = parameters.mark([self.outgoing(stored(value)) for value in values])
        sql = self.parameter(mark, t.ListType(kind), digits, zone)
        listed = t.ListType(kind if any(value is not None for value in values) else t.NULL)
        return Scalar(sql, listed, nullable=False, constant=list(values), zone=zone, digits=digits)

    def given(self, name: str, kind: t.Type, zone: tzinfo, parameters: Parameters) -> Scalar:
        """Return an input that gets its value when the query runs; a date and time is then an instant."""
        item = kind.item if isinstance(kind, t.ListType) else kind
        seen = zone if item is t.DATE_TIME else None
        outgoing: Callable[[Value], Any] = self.outgoing
        if isinstance(kind, t.ListType):
            outgoing = self._outgoing_list
        mark = parameters.mark(Given(name, outgoing))
        return Scalar(self.parameter(mark, kind, None, seen), kind, zone=seen, digits=SUPPOSED)

    def _outgoing_list(self, values: list[Value] | None) -> Any:
        """Return a stored list as the driver takes it."""
        return None if values is None else [self.outgoing(value) for value in values]

    def clock(self, zone: tzinfo, parameters: Parameters, *, as_date: bool) -> Scalar:
        """Return the present instant, or the present date, as a parameter that is filled when the query runs."""
        kind, seen = (t.DATE, None) if as_date else (t.DATE_TIME, zone)
        mark = parameters.mark(Given("", self.outgoing, as_date))
        return Scalar(self.parameter(mark, kind, None, seen), kind, nullable=False, zone=seen)

    def outgoing(self, value: Any) -> Any:
        """Return a stored value as the driver takes it."""
        return value

    def incoming(self, value: Any) -> Any:
        """Return what the driver gives for an instant as a `datetime`."""
        return value

    def parameter(self, mark: str, kind: t.Type, digits: Digits | None, zone: tzinfo | None) -> str:
        """Return the text of a parameter of that type."""
        return f"CAST({mark} AS {self.sql_type(kind, digits, zone)})"

    def readable(self, scalar: Scalar) -> str:
        """Return the text of a result as the driver can give it."""
        return scalar.sql

    # --- numbers --------------------------------------------------------------------------------------------------

    @abstractmethod
    def as_number(self, scalar: Scalar) -> Scalar:
        """Return a number that is no SQL integer, so that arithmetic neither overflows nor cuts off."""

    @abstractmethod
    def settled(self, scalar: Scalar) -> Scalar:
        """Return a number cut to the digits of the language."""

    @abstractmethod
    def add(self, op: str, left: Scalar, right: Scalar) -> Scalar:
        """Return the sum or difference (`op` is `+` or `-`) of numbers."""

    @abstractmethod
    def multiply(self, left: Scalar, right: Scalar) -> Scalar:
        """Return the product of numbers."""

    @abstractmethod
    def divide(self, left: Scalar, right: Scalar) -> Scalar:
        """Return the quotient of numbers, null for a divisor of zero."""

    @abstractmethod
    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """Return a power of numbers."""

    @abstractmethod
    def summed(self, number: Scalar) -> Scalar:
        """Return the aggregate `sum` over a number."""

    def truncated(self, number: str) -> str:
        """Return a number without its fraction. Raises `Unsupported` where there is no such function."""
        return f"trunc({number})"

    def quantile(self, value: str, fraction: str, only: str, *, above: bool = False) -> str:
        """Return the aggregate that is a quantile by nearest rank, counted from `above` or below; `only` filters."""
        return f"percentile_disc({fraction}) WITHIN GROUP (ORDER BY {value}{' DESC' if above else ' ASC'}){only}"

    def along(self, value: str, order: str, comparable: str, there: str, *, last: bool) -> str:
        """Return the aggregate that is the value of the first or last row in an order, of those that are `there`."""
        way = "DESC" if last else "ASC"
        return f"(array_agg({value} ORDER BY {order} {way}, {comparable} {way}) FILTER (WHERE {there}))[1]"

    @abstractmethod
    def rounded(self, number: Scalar, scale: Scalar, mode: str) -> Scalar:
        """Return a number rounded to `scale` digits by a mode of `decimal`."""

    @abstractmethod
    def number_text(self, number: Scalar) -> str:
        """Return the text of a number without trailing zeros."""

    def unified(self, scalars: Sequence[Scalar]) -> list[Scalar]:
        """Return numbers as one SQL type, so that none loses digits."""
        return list(scalars)

    # --- texts ----------------------------------------------------------------------------------------------------

    def by_code_point(self, scalar: Scalar) -> str:
        """Return a text as an operand that compares by code point."""
        return scalar.text

    # --- dates and durations --------------------------------------------------------------------------------------

    def days_between(self, later: str, earlier: str) -> str:
        """Return the days between two dates, which are operands."""
        return f"{later} - {earlier}"

    def field(self, name: str) -> str:
        """Return what `extract` calls a part of a time."""
        return name

    @abstractmethod
    def months(self, count: Scalar) -> str:
        """Return an interval of months."""

    @abstractmethod
    def nanoseconds(self, duration: Scalar) -> Scalar:
        """Return a days and time duration in its usual form."""

    @abstractmethod
    def interval(self, duration: Scalar) -> str:
        """Return a days and time duration as an interval of microseconds, cut off."""

    @abstractmethod
    def between_moments(self, left: Scalar, right: Scalar) -> Scalar:
        """Return `left - right` of two instants, two local dates and times, or two times."""

    @abstractmethod
    def part(self, name: str, moment: Scalar) -> Scalar:
        """Return a part of a date, a local date and time or a time as a number: `year`, `isodow`, `hour`, …."""

    @abstractmethod
    def floor_days(self, nanoseconds: str) -> str:
        """Return how many whole days a text of nanoseconds has, downwards."""

    @abstractmethod
    def zone_text(self, zone: tzinfo) -> str:
        """Return a zone as `AT TIME ZONE` takes it. Raises `Unsupported`."""

    def local(self, moment: Scalar) -> Scalar:
        """Return the local date and time of an instant in its zone; a local one as it is."""
        if moment.zone is None:
            return moment
        sql = f"({moment.text} AT TIME ZONE {self.zone_text(moment.zone)})"
        return replace(moment, sql=sql, atom=True, zone=None, constant=UNKNOWN)

    def instant(self, moment: Scalar, zone: tzinfo) -> Scalar:
        """Return the instant of a local date and time, or of the midnight of a date, in a zone."""
        local = f"CAST({moment.sql} AS timestamp)" if moment.type is t.DATE else moment.text
        sql = f"({local} AT TIME ZONE {self.zone_text(zone)})"
        return replace(moment, sql=sql, type=t.DATE_TIME, atom=True, zone=zone, constant=UNKNOWN)

    # --- names ----------------------------------------------------------------------------------------------------

    def once(self, values: Sequence[Scalar], write: Callable[..., str]) -> str:
        """Return what `write` makes of operands that it may repeat; a long one is computed once and named."""
        long = {at: f"a{at}" for at, value in enumerate(values) if len(value.sql) > LONG}
        if not long:
            return write(*(value.text for value in values))
        names = self.named(long.values())
        operands = [names[long[at]] if at in long else value.text for at, value in enumerate(values)]
        return self.let({name: values[at].sql for at, name in long.items()}, write(*operands))

    @abstractmethod
    def named(self, names: Iterable[str]) -> dict[str, str]:
        """Return how a text inside of `let` writes each name."""

    @abstractmethod
    def let(self, values: Mapping[str, str], body: str) -> str:
        """Return `body`, in which names stand for values that are computed once."""

    # --- lists ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def array(self, items: Sequence[Scalar], kind: t.Type, digits: Digits | None) -> str:
        """Return a list of scalars that are of one SQL type."""

    @abstractmethod
    def collected(self, element: str, order: str) -> str:
        """Return the aggregate that collects elements in an order (empty for none) into a list."""

    @abstractmethod
    def unnested(self, arrays: Sequence[str], alias: str) -> tuple[str, list[str], str]:
        """Return the FROM item that has a row for each element of arrays of one length.

        With it, the columns of the elements and the column of their position from 1.
        """

    @abstractmethod
    def series(self, low: str, high: str, alias: str) -> tuple[str, str]:
        """Return the FROM item of the whole numbers from `low` to `high`, and its column."""


def zone_of_value(value: Value) -> tzinfo | None:
    """Return the zone of a date and time, None for a local one and for other values."""
    return value.tzinfo if isinstance(value, datetime) else None


def zone_label(zone: tzinfo) -> str:
    """Return the name of a zone, or its offset as `+05:00`."""
    if zone is UTC:
        return "UTC"
    if isinstance(zone, ZoneInfo):
        return zone.key
    minutes = int(zone.utcoffset(None).total_seconds()) // 60 if isinstance(zone, timezone) else 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def widest(found: Any) -> Digits:
    """Return the digits that hold each of some numbers."""
    listed = list(found)
    return max((one[0] for one in listed), default=1), max((one[1] for one in listed), default=0)

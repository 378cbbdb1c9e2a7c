"""Functions over numbers: rounding and remainders."""

from collections.abc import Callable
from dataclasses import replace
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql.terms import UNKNOWN, Scalar, Term
from engine_rules.targets.sql.writer import Writer

_Build = Callable[[Writer, int, list[Term]], Term]


def _rounding(mode: str) -> _Build:
    """Return the builder of a rounding by a mode of `decimal`."""

    def build(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
        number, *scale = (writer.scalar(argument) for argument in arguments)
        places = scale[0] if scale else writer.scalar(writer.value(0))
        return writer.dialect.rounded(number, places, mode)

    return build


def _modulo(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the remainder with the sign of the divisor."""
    dialect = writer.dialect
    dividend, divisor = (dialect.as_number(dialect.settled(writer.scalar(one))) for one in arguments)
    safe = divisor.known and bool(divisor.constant)
    total = dialect.add("+", _rest(writer, dividend, divisor, safe=safe), divisor)
    nullable = dividend.nullable or divisor.nullable or not safe
    return replace(_rest(writer, total, divisor, safe=safe), nullable=nullable)


def _rest(writer: Writer, dividend: Scalar, divisor: Scalar, *, safe: bool) -> Scalar:
    """Return the remainder with the sign of the dividend; numbers of one type give one that is exact."""
    one, other = writer.dialect.unified([dividend, divisor])
    by = other.sql if safe else f"nullif({other.sql}, 0)"
    return replace(one, sql=f"mod({one.sql}, {by})", atom=True, constant=UNKNOWN)


def _parity(rest: int) -> _Build:
    """Return the builder of the test whether two leaves `rest` of a number."""

    def build(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
        dialect = writer.dialect
        number = dialect.as_number(dialect.settled(writer.scalar(arguments[0])))
        left = _rest(writer, number, dialect.as_number(dialect.number(Decimal(2))), safe=True)
        return Scalar(f"abs({left.sql}) = {rest}", t.BOOLEAN, number.nullable, atom=False)

    return build


BUILDERS: Final[dict[str, _Build]] = {
    "decimal": _rounding(ROUND_HALF_EVEN),
    "round_half_up": _rounding(ROUND_HALF_UP),
    "round_half_down": _rounding(ROUND_HALF_DOWN),
    "round_up": _rounding(ROUND_UP),
    "round_down": _rounding(ROUND_DOWN),
    "floor": _rounding(ROUND_FLOOR),
    "ceiling": _rounding(ROUND_CEILING),
    "modulo": _modulo,
    "even": _parity(0),
    "odd": _parity(1),
}

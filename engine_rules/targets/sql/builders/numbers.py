"""Functions over numbers: rounding and remainders."""

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql.terms import SUPPOSED, UNKNOWN, Scalar, Term
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
    by = divisor.text if safe else f"nullif({divisor.sql}, 0)"
    rest = replace(dividend, sql=f"mod({dividend.sql}, {by})", atom=True, constant=UNKNOWN)
    digits = tuple(map(max, dividend.digits or SUPPOSED, divisor.digits or SUPPOSED))
    rest = replace(rest, digits=(digits[0], digits[1]))
    total = dialect.add("+", rest, divisor)
    sql = f"mod({total.sql}, {by})"
    nullable = dividend.nullable or divisor.nullable or not safe
    return Scalar(sql, t.NUMBER, nullable, digits=total.digits)


BUILDERS: Final[dict[str, _Build]] = {
    "decimal": _rounding(ROUND_HALF_EVEN),
    "round_half_up": _rounding(ROUND_HALF_UP),
    "round_half_down": _rounding(ROUND_HALF_DOWN),
    "round_up": _rounding(ROUND_UP),
    "round_down": _rounding(ROUND_DOWN),
    "floor": _rounding(ROUND_FLOOR),
    "ceiling": _rounding(ROUND_CEILING),
    "modulo": _modulo,
}

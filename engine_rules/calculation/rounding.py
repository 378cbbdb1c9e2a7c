"""Rounding of numbers to a scale, as the functions of the language do it (DMN 1.5, table 80)."""

from decimal import Decimal
from typing import Final

from engine_rules.evaluation import NoResult
from engine_rules.numbers import CONTEXT

MIN_SCALE: Final = -6111
MAX_SCALE: Final = 6176
"""The scales that decimals of 34 digits can have."""


def rounded(n: Decimal, scale: Decimal, mode: str) -> Decimal:
    """Return `n` rounded to `scale` digits after the point, to tens, hundreds, … for a negative one.

    `mode` is one of the `ROUND_…` of Python's `decimal`; digits of `scale` after its point are ignored.
    Raises `NoResult` for a scale outside of -6111 to 6176.
    """
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise NoResult(
            f"the scale is not between {MIN_SCALE} and {MAX_SCALE}", f"小数位数不在 {MIN_SCALE} 到 {MAX_SCALE} 之间"
        )
    number, exponent = Decimal(n), -int(scale)
    if _exponent(number) >= exponent:
        return number
    return number.quantize(Decimal((0, (1,), exponent)), mode, CONTEXT)


def _exponent(number: Decimal) -> int:
    """Return the power of ten of the last digit."""
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0

"""Numbers of the language: decimals of 34 digits (IEEE 754 decimal128, DMN 1.5 section 10.3.2.3.1)."""

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    setcontext,
)
from typing import Final

DIGITS: Final = 34
MAX_EXPONENT: Final = 6144
CONTEXT: Final = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=MAX_EXPONENT,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""How every number is computed. Operations that have no result raise; the operators turn that into null."""
ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


def use() -> None:
    """Let the present thread compute with `CONTEXT`."""
    if getcontext() is not CONTEXT:
        setcontext(CONTEXT)


def plain(value: Decimal) -> str:
    """Return a number as people write it: without exponent, trailing zeros or minus zero."""
    if not value:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""`NumericField`: a field whose value is one decimal number, in one column."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache
from typing import ClassVar, Final

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Refused, Vocabulary
from engine_forms.operator import NUMBERS
from engine_rules import types as t
from engine_rules.numbers import plain
from engine_rules.values import Value
from lowcode.kernel.names import Language

PRECISION: Final = 28
"""Digits of a stored number, those after the point included."""
PLAIN: Final = r"^-?\d{1,28}(\.\d{1,16})?$"
"""A number as JSON text: exact where a JavaScript number would not be."""
_WIDE: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_GROUPED: Final = re.compile(r"[\s,，_'\u00a0]")
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．－＋％", "0123456789.-+%")


class NumericField(Field):
    """A field whose value is a number; in JSON it is a text, so that no digit is lost."""

    operators: ClassVar[tuple[str, ...]] = NUMBERS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        """Return `number`."""
        return t.NUMBER

    @property
    def scale(self) -> int:
        """Return how many digits after the point are kept."""
        return 0

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the least and the greatest value."""
        return None, None

    def columns(self) -> tuple[Column, ...]:
        """Return one numeric column."""
        return (Column("numeric", precision=PRECISION, scale=self.scale),)

    def json_schema(self) -> dict[str, Json]:
        """Return the schema of a number, or a text of one."""
        schema: dict[str, Json] = {"type": ["string", "number"], "pattern": PLAIN}
        low, high = self.bounds
        if low is not None:
            schema["minimum"] = json_number(low)
        if high is not None:
            schema["maximum"] = json_number(high)
        return schema

    def accepted(self, raw: Json) -> Value:
        """Return the number. Raises `Refused` for no number, too many decimals, and beyond the bounds."""
        value = as_number(raw)
        if value != value.quantize(_limits(self.scale)[0], context=_WIDE):
            raise Refused(codes.TOO_PRECISE, found=plain(value), digits=self.scale)
        return self._bounded(value)

    def adopted(self, value: Value) -> Value:
        """Return a computed number, rounded half away from zero to the digits of the field. Raises `Refused`."""
        return None if value is None else self._bounded(self.rounded(as_number(value)))

    def rounded(self, value: Decimal) -> Decimal:
        """Return a number with the digits of the field, half away from zero."""
        return value.quantize(_limits(self.scale)[0], context=_WIDE)

    def _bounded(self, value: Decimal) -> Decimal:
        """Return a number within the bounds. Raises `Refused`."""
        low, high = self.bounds
        largest = _limits(self.scale)[1]
        low = -largest if low is None else low
        high = largest if high is None else high
        if value < low:
            raise Refused(codes.TOO_SMALL, found=plain(value), limit=plain(low))
        if value > high:
            raise Refused(codes.TOO_LARGE, found=plain(value), limit=plain(high))
        return value

    def written(self, value: Value) -> Json:
        """Return the digits."""
        return plain(Decimal(value))

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - digits are the same in both
        """Return the number with all decimals of the field and groups of three digits."""
        return f"{self.rounded(Decimal(value)):,f}"

    def understood(self, text: str) -> Value:
        """Return the number of a text with or without groups of digits."""
        return self.clean(ungrouped(text))


@cache
def _limits(scale: int) -> tuple[Decimal, Decimal]:
    """Return the smallest step between two numbers with some digits after the point, and the largest of them."""
    step = Decimal(1).scaleb(-scale)
    return step, Decimal(10) ** (PRECISION - scale) - step


def as_number(raw: Json) -> Decimal:
    """Return JSON input as a number. Raises `Refused`."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise Refused(codes.NOT_A_NUMBER, found=brief(raw))
    text = repr(raw) if isinstance(raw, float) else str(raw).strip()
    try:
        value = Decimal(text.translate(_FULL_WIDTH)) if len(text) <= 60 else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or "_" in text or abs(value.adjusted()) > 40:
        raise Refused(codes.NOT_A_NUMBER, found=brief(raw))
    return value


def ungrouped(text: str) -> str:
    """Return the text of a number without groups of digits and full-width signs."""
    return _GROUPED.sub("", text.translate(_FULL_WIDTH))


def json_number(value: Decimal) -> int | float:
    """Return a bound as a JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)


def brief(raw: Json) -> str:
    """Return input for a message, shortened."""
    text = str(raw)
    return text if len(text) <= 40 else text[:39] + "…"

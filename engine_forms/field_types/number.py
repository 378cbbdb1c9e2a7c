"""`number`: a number."""

from decimal import Decimal
from random import Random
from typing import ClassVar, Literal

import pydantic

from engine_forms.bounds import BoundedField
from engine_forms.field import Palette
from engine_rules.values import Value
from lowcode.kernel.names import Label, Language, label


class NumberField(BoundedField):
    """A decimal number with a fixed number of decimals."""

    kind: Literal["number"]
    digits: int = pydantic.Field(default=0, ge=0, le=12)
    """Digits after the point."""
    unit: Label | None = None
    """What is counted, shown behind the number."""
    grouped: bool = True
    """Whether digits are shown in groups of three."""

    palette: ClassVar[Palette] = Palette(
        "number",
        "number",
        label("Number", "数字"),
        label("A quantity, a weight, a count; decimals are exact.", "数量、重量、计数；小数精确。"),
    )

    @property
    def scale(self) -> int:
        return self.digits

    def shown(self, value: Value, language: Language) -> str:
        text = super().shown(value, language)
        text = text if self.grouped else text.replace(",", "")
        return f"{text} {self.unit.text(language)}" if self.unit else text

    def understood(self, text: str) -> Value:
        for unit in (self.unit.en, self.unit.zh_cn) if self.unit else ():
            text = text.removesuffix(unit)
        return super().understood(text)

    def sample(self, random: Random) -> Value:
        return self.between(random, Decimal(1), Decimal(500))

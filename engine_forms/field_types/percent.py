"""`percent`: a share, kept as a fraction."""

from decimal import Decimal
from random import Random
from typing import ClassVar, Literal

import pydantic

from engine_forms.bounds import BoundedField
from engine_forms.field import Palette
from engine_forms.numeric import as_number, ungrouped
from engine_rules.numbers import plain
from engine_rules.values import Value
from lowcode.kernel.names import Language, label


class PercentField(BoundedField):
    """A share such as a discount; the value is a fraction, so that 15% is 0.15 in expressions."""

    kind: Literal["percent"]
    digits: int = pydantic.Field(default=2, ge=0, le=8)
    """Digits after the point of the percentage."""

    palette: ClassVar[Palette] = Palette(
        "number",
        "percentage",
        label("Percent", "百分比"),
        label("A share such as a discount or a tax rate; 15% counts as 0.15.", "折扣、税率等比例；15% 按 0.15 计算。"),
    )

    @property
    def scale(self) -> int:
        return self.digits + 2

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - digits are the same in both
        return plain(self.rounded(Decimal(value)) * 100) + "%"

    def understood(self, text: str) -> Value:
        text = text.replace("％", "%").strip()
        if not text.endswith("%"):
            return super().understood(text)
        return self.clean(as_number(ungrouped(text[:-1])).scaleb(-2))

    def sample(self, random: Random) -> Value:
        return self.between(random, Decimal(0), Decimal("0.3"))

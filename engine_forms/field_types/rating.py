"""`rating`: stars."""

from decimal import Decimal
from random import Random
from typing import ClassVar, Literal

import pydantic

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Json, Palette, Refused
from engine_forms.numeric import NumericField
from engine_rules.numbers import plain
from engine_rules.values import Value
from lowcode.kernel.names import Language, label


class RatingField(NumericField):
    """A number of stars."""

    kind: Literal["rating"]
    stars: int = pydantic.Field(default=5, ge=2, le=10)
    """The most stars."""
    half: bool = False
    """Whether half stars can be given."""

    palette: ClassVar[Palette] = Palette(
        "number",
        "star",
        label("Rating", "评分"),
        label("Stars, for satisfaction, importance, quality.", "星级：满意度、重要性、质量。"),
    )

    @property
    def scale(self) -> int:
        return 1 if self.half else 0

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        return Decimal(0), Decimal(self.stars)

    def columns(self) -> tuple[Column, ...]:
        return (Column("numeric", precision=3, scale=1),)

    def accepted(self, raw: Json) -> Value:
        value = super().accepted(raw)
        if self.half and value * 2 % 1:
            raise Refused(codes.NOT_A_STEP, found=plain(value), step="0.5", minimum="0")
        return value

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - a number
        return plain(Decimal(value))

    def sample(self, random: Random) -> Value:
        return Decimal(random.randint(1, self.stars))

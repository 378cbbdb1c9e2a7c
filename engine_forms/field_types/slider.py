"""`slider`: a number that is dragged."""

from decimal import Decimal
from random import Random
from typing import ClassVar, Literal

import pydantic

from engine_forms import codes
from engine_forms.bounds import BoundedField
from engine_forms.field import Json, Palette, Refused
from engine_rules.numbers import plain
from engine_rules.values import Value
from lowcode.kernel.names import Language, label


class SliderField(BoundedField):
    """A number on a scale with equal steps."""

    kind: Literal["slider"]
    minimum: Decimal = Decimal(0)
    """The left end."""
    maximum: Decimal = Decimal(100)
    """The right end."""
    step: Decimal = pydantic.Field(default=Decimal(1), gt=0)
    """The distance between two places of the handle, from the left end on."""

    palette: ClassVar[Palette] = Palette(
        "number",
        "sliders",
        label("Slider", "滑块"),
        label("A number that is dragged: a probability, a degree of progress.", "拖动选择的数值：概率、进度。"),
    )

    @property
    def scale(self) -> int:
        exponents = [one.normalize().as_tuple().exponent for one in (self.step, self.minimum)]
        return max(0, *(-exponent for exponent in exponents if isinstance(exponent, int)))

    def accepted(self, raw: Json) -> Value:
        value = super().accepted(raw)
        if (value - self.minimum) % self.step:
            found, step, minimum = plain(value), plain(self.step), plain(self.minimum)
            raise Refused(codes.NOT_A_STEP, found=found, step=step, minimum=minimum)
        return value

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - a number
        return plain(Decimal(value))

    def sample(self, random: Random) -> Value:
        return self.minimum + self.step * random.randint(0, int((self.maximum - self.minimum) / self.step))

"""`colour`: a colour."""

import re
from random import Random
from typing import ClassVar, Final, Literal

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.operator import OPTIONS
from engine_forms.textual import TextualField
from engine_rules.values import Value
from lowcode.kernel.names import label

_HEX: Final = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


class ColourField(TextualField):
    """A colour, kept as # and six hexadecimal digits in lower case."""

    kind: Literal["colour"]
    choices: tuple[str, ...] = ()
    """Colours to choose from; any colour when there are none."""

    palette: ClassVar[Palette] = Palette(
        "special",
        "bg-colors",
        label("Colour", "颜色"),
        label("A colour, for calendars, labels and goods.", "用于日历、标签或商品的颜色。"),
    )
    operators: ClassVar[tuple[str, ...]] = OPTIONS

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": "^\\s*#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\\s*$"}

    def normal(self, text: str) -> str:
        match = _HEX.fullmatch(text)
        if not match:
            raise Refused(codes.NOT_A_COLOUR, found=text[:40])
        digits = match[1].lower()
        colour = "#" + (digits if len(digits) == 6 else "".join(2 * sign for sign in digits))
        if self.choices and colour not in self.choices:
            raise Refused(codes.NOT_AN_OPTION, found=colour, options=", ".join(self.choices))
        return colour

    def sample(self, random: Random) -> Value:
        return random.choice(self.choices) if self.choices else f"#{random.randrange(1 << 24):06x}"

"""`long_text`: several lines of text."""

from random import Random
from typing import ClassVar, Literal

import pydantic

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.operator import EMPTINESS
from engine_forms.samples import sentence
from engine_forms.textual import TextualField, as_text
from engine_rules.values import Value
from lowcode.kernel.names import label

LONGEST = 200_000


class LongTextField(TextualField):
    """Several lines of text, such as the minutes of a visit."""

    kind: Literal["long_text"]
    max_length: int = pydantic.Field(default=20_000, ge=1, le=LONGEST)
    """The most characters."""
    rows: int = pydantic.Field(default=4, ge=2, le=40)
    """How many lines are shown at once."""

    palette: ClassVar[Palette] = Palette(
        "text",
        "align-left",
        label("Long text", "多行文本"),
        label("Several lines: notes, minutes, descriptions.", "多行文字：备注、纪要、说明。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("contains", "not_contains", *EMPTINESS)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "maxLength": self.max_length}

    def accepted(self, raw: Json) -> Value:
        text = as_text(raw, LONGEST)
        if len(text) > self.max_length:
            raise Refused(codes.TOO_LONG_TEXT, found=len(text), limit=self.max_length)
        return text

    def sample(self, random: Random) -> Value:
        return "\n".join(sentence(random) for _ in range(random.randint(1, 3)))[: self.max_length].strip()

"""`rich_text`: formatted text, kept as sanitised HTML."""

from random import Random
from typing import ClassVar, Literal

import pydantic

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.html import paragraphs, plain_text, sanitised, shows_something
from engine_forms.operator import EMPTINESS
from engine_forms.samples import product, sentence
from engine_forms.textual import TextualField, as_text
from engine_rules.values import Value
from lowcode.kernel.names import Language, label

LONGEST = 1_000_000


class RichTextField(TextualField):
    """Formatted text with headings, lists, tables and pictures."""

    kind: Literal["rich_text"]
    max_length: int = pydantic.Field(default=200_000, ge=1, le=LONGEST)
    """The most characters, those of the format included."""

    palette: ClassVar[Palette] = Palette(
        "text",
        "bold",
        label("Formatted text", "富文本"),
        label("Text with headings, lists, tables and pictures.", "带标题、列表、表格和图片的文本。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("contains", "not_contains", *EMPTINESS)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "maxLength": self.max_length, "contentMediaType": "text/html"}

    def accepted(self, raw: Json) -> Value:
        text = sanitised(as_text(raw, LONGEST))
        if len(text) > self.max_length:
            raise Refused(codes.TOO_LONG_TEXT, found=len(text), limit=self.max_length)
        return text if shows_something(text) else None

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - a text has one language
        return plain_text(value)

    def understood(self, text: str) -> Value:
        return self.clean(paragraphs(text))

    def sample(self, random: Random) -> Value:
        return sanitised(f"<h3>{product(random)}</h3><p>{sentence(random)} &amp; <b>{sentence(random)}</b></p>")

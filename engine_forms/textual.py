"""`TextualField`: a field whose value is one line of text, in one column."""

import re
from typing import ClassVar, Final

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Refused, Vocabulary
from engine_forms.operator import TEXTS
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.names import Language

_NOT_KEPT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
LONGEST = 10_000
"""The longest line, in characters."""


class TextualField(Field):
    """A field whose value is a text; kinds say what the text has to look like."""

    operators: ClassVar[tuple[str, ...]] = TEXTS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        """Return `string`."""
        return t.STRING

    def columns(self) -> tuple[Column, ...]:
        """Return one column of text."""
        return (Column("text"),)

    def json_schema(self) -> dict[str, Json]:
        """Return the schema of a text."""
        return {"type": "string"}

    def accepted(self, raw: Json) -> Value:
        """Return the text without white space around it. Raises `Refused`."""
        text = " ".join(as_text(raw, LONGEST).split())
        return self.normal(text) if text else None

    def normal(self, text: str) -> str:
        """Return the one way in which a text is kept. Raises `Refused` for one that is not of this kind."""
        return text

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - a text has one language
        """Return the text."""
        return str(value)


def as_text(raw: Json, limit: int) -> str:
    """Return JSON input as a text without control characters. Raises `Refused` for others and beyond the limit."""
    if not isinstance(raw, str):
        raise Refused(codes.NOT_A_TEXT)
    text = kept(raw).strip()
    if len(text) > limit:
        raise Refused(codes.TOO_LONG_TEXT, found=len(text), limit=limit)
    return text


def kept(text: str) -> str:
    """Return a text without what no database and no file keeps: control characters and halves of surrogate pairs."""
    return _NOT_KEPT.sub("", text)

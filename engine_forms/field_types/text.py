"""`text`: one line of text."""

from collections.abc import Iterator
from random import Random
from typing import ClassVar, Literal

import pydantic

from engine_forms import codes, form_codes
from engine_forms.field import Json, Palette, Refused, Vocabulary
from engine_forms.patterns import fits, mistake
from engine_forms.samples import company
from engine_forms.textual import LONGEST, TextualField
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, label

_SAMPLES: tuple[str, ...] = ("A-100", "2026-0001", "SH-88", "X1", "13", "abc", "甲方")


class TextField(TextualField):
    """One line of text, such as a name or a number of an order."""

    kind: Literal["text"]
    min_length: int = pydantic.Field(default=0, ge=0, le=LONGEST)
    """The fewest characters."""
    max_length: int = pydantic.Field(default=255, ge=1, le=LONGEST)
    """The most characters."""
    pattern: str | None = pydantic.Field(default=None, max_length=500)
    """A regular expression that the whole text has to match."""
    pattern_message: Label | None = None
    """What people read when it does not match."""
    scan: bool = False
    """Whether a phone offers its camera to read the text from a code."""

    palette: ClassVar[Palette] = Palette(
        "text",
        "font-size",
        label("Text", "单行文本"),
        label("One line: a name, a title, a number with letters.", "一行文字：名称、标题、带字母的编号。"),
    )

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "minLength": self.min_length, "maxLength": self.max_length}

    def normal(self, text: str) -> str:
        if len(text) < self.min_length:
            raise Refused(codes.TOO_SHORT_TEXT, found=len(text), limit=self.min_length)
        if len(text) > self.max_length:
            raise Refused(codes.TOO_LONG_TEXT, found=len(text), limit=self.max_length)
        if self.pattern is not None and not fits(self.pattern, text):
            wanted = self.pattern_message or label(f"It has to match {self.pattern}.", f"须符合 {self.pattern}。")
            raise Refused(codes.WRONG_PATTERN, found=text, wanted=wanted)
        return text

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:  # noqa: ARG002
        if self.min_length > self.max_length:
            yield form_codes.LEAST_ABOVE_MOST.report(None, "/min_length")
        if self.pattern is not None and (reason := mistake(self.pattern)):
            yield form_codes.BAD_PATTERN.report(None, "/pattern", reason=reason)

    def sample(self, random: Random) -> Value:
        text = company(random)[: self.max_length]
        if self.pattern is None:
            return text.ljust(self.min_length, "一")
        return next((one for one in _SAMPLES if fits(self.pattern, one)), None)

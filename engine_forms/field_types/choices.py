"""`choices`: several of several options."""

import re
from collections.abc import Iterator
from random import Random
from typing import Any, ClassVar, Literal

import pydantic

from engine_forms import codes, form_codes
from engine_forms.column import Column
from engine_forms.field import Json, Palette, Refused, Vocabulary
from engine_forms.numeric import brief
from engine_forms.operator import LISTS
from engine_forms.options import OptionsField
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Language, label


class ChoicesField(OptionsField):
    """Any number of options; in expressions it is the list of their values, in the order of the options."""

    kind: Literal["choices"]
    display: Literal["select", "checkbox", "tags"] = "select"
    """How it looks."""
    least: int = pydantic.Field(default=0, ge=0)
    """The fewest options, once there is any."""
    most: int | None = pydantic.Field(default=None, ge=1)
    """The most options."""

    palette: ClassVar[Palette] = Palette(
        "choice",
        "unordered-list",
        label("Multiple choice", "多选"),
        label("Any number of options that belong to this form.", "从本表单的选项中选多个。"),
    )
    operators: ClassVar[tuple[str, ...]] = LISTS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.ListType(t.STRING)

    def columns(self) -> tuple[Column, ...]:
        return (Column("text[]"),)

    def json_schema(self) -> dict[str, Json]:
        schema: dict[str, Json] = {
            "type": "array",
            "items": {"enum": [option.value for option in self.options]},
            "uniqueItems": True,
        }
        return schema if self.most is None else {**schema, "maxItems": self.most}

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        yield from super().problems(forms)
        if self.most is not None and self.least > self.most:
            yield form_codes.LEAST_ABOVE_MOST.report(None, "/least")

    def filter_value(self, raw: Json) -> Value:
        return self.chosen(raw)

    def accepted(self, raw: Json) -> Value:
        if not isinstance(raw, list):
            raise Refused(codes.NOT_A_LIST)
        chosen = [self.chosen(one) for one in raw]
        for one in chosen:
            if chosen.count(one) > 1:
                raise Refused(codes.TWICE, found=brief(one))
        if len(chosen) < self.least:
            raise Refused(codes.TOO_FEW, found=len(chosen), limit=self.least)
        if self.most is not None and len(chosen) > self.most:
            raise Refused(codes.TOO_MANY, found=len(chosen), limit=self.most)
        return [option.value for option in self.options if option.value in chosen]

    def packed(self, value: Value) -> tuple[Any, ...]:
        return (list(value),)

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        return list(parts[0])

    def shown(self, value: Value, language: Language) -> str:
        labels = [option.label.text(language) if (option := self.option(one)) else one for one in value]
        return ("; " if language == "en" else "；").join(labels)

    def understood(self, text: str) -> Value:
        parts = [part.strip() for part in re.split("[;；\n]", text)]
        if not all(self._is_known(part) for part in parts):
            parts = [part.strip() for part in re.split(f"[{self.separators}]", text)]
        return self.clean([self.meant(part) for part in parts if part])

    def _is_known(self, text: str) -> bool:
        return any(text in {one.value, one.label.en, one.label.zh_cn} for one in self.options)

    def sample(self, random: Random) -> Value:
        count = random.randint(max(self.least, 1), min(self.most or len(self.options), len(self.options)))
        return self.accepted([option.value for option in random.sample(self.options, count)])

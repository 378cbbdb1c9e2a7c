"""`choice`: one of several options."""

from random import Random
from typing import ClassVar, Literal

from engine_forms.column import Column
from engine_forms.field import Json, Palette, Vocabulary
from engine_forms.operator import OPTIONS
from engine_forms.options import OptionsField
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.names import Language, label


class ChoiceField(OptionsField):
    """One of several options; in expressions it is the option's value."""

    kind: Literal["choice"]
    display: Literal["select", "radio", "buttons"] = "select"
    """How it looks."""

    palette: ClassVar[Palette] = Palette(
        "choice",
        "down-circle",
        label("Choice", "单选"),
        label("One of a few options that belong to this form.", "从本表单的几个选项中选一个。"),
    )
    operators: ClassVar[tuple[str, ...]] = OPTIONS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.STRING

    def columns(self) -> tuple[Column, ...]:
        return (Column("text"),)

    def json_schema(self) -> dict[str, Json]:
        return {"enum": [option.value for option in self.options]}

    def accepted(self, raw: Json) -> Value:
        return self.chosen(raw)

    def shown(self, value: Value, language: Language) -> str:
        option = self.option(value)
        return option.label.text(language) if option else str(value)

    def understood(self, text: str) -> Value:
        return self.meant(text)

    def sample(self, random: Random) -> Value:
        return random.choice(self.options).value

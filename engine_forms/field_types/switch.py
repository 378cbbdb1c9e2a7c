"""`switch`: yes or no."""

from random import Random
from typing import ClassVar, Final, Literal

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_forms.numeric import brief
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.names import Label, Language, label

_ON: Final = frozenset({"true", "yes", "y", "on", "1", "是", "开", "对", "√", "✓"})
_OFF: Final = frozenset({"false", "no", "n", "off", "0", "否", "关", "错", "×", "✗"})


class SwitchField(Field):
    """On or off."""

    kind: Literal["switch"]
    on: Label = label("Yes", "是")
    """What is shown when it is on."""
    off: Label = label("No", "否")
    """What is shown when it is off."""
    display: Literal["switch", "checkbox"] = "switch"
    """How it looks."""

    palette: ClassVar[Palette] = Palette(
        "choice",
        "check-square",
        label("Switch", "开关"),
        label("Yes or no.", "是或否。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("true", "false", "empty", "not_empty")

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.BOOLEAN

    def columns(self) -> tuple[Column, ...]:
        return (Column("boolean"),)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "boolean"}

    def accepted(self, raw: Json) -> Value:
        if not isinstance(raw, bool):
            raise Refused(codes.NOT_A_SWITCH, found=brief(raw))
        return raw

    def shown(self, value: Value, language: Language) -> str:
        return (self.on if value else self.off).text(language)

    def understood(self, text: str) -> Value:
        word = text.lower()
        if word in _ON | {self.on.en.lower(), self.on.zh_cn}:
            return True
        if word in _OFF | {self.off.en.lower(), self.off.zh_cn}:
            return False
        raise Refused(codes.NOT_A_SWITCH, found=brief(text))

    def sample(self, random: Random) -> Value:
        return random.random() < 0.5

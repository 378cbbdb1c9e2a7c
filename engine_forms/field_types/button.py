"""`button`: something to press."""

from random import Random
from typing import ClassVar, Literal

from engine_forms import codes
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.names import Label, Ref, label


class ButtonField(Field):
    """A button in a form that carries out an effect; it has no value."""

    kind: Literal["button"]
    effect: Ref
    """What it does."""
    icon: str | None = None
    """Its icon."""
    look: Literal["primary", "default", "danger", "link"] = "default"
    """How it looks."""
    confirm: Label | None = None
    """What is asked before it acts."""

    palette: ClassVar[Palette] = Palette(
        "special",
        "play-square",
        label("Button", "按钮"),
        label("Carries out an effect: create an order, send a mail.", "执行动作：生成订单、发送邮件。"),
    )

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.NULL

    def json_schema(self) -> dict[str, Json]:
        return {"type": "null"}

    def accepted(self, raw: Json) -> Value:  # noqa: ARG002 - nothing is accepted
        raise Refused(codes.NO_INPUT)

    def sample(self, random: Random) -> Value:  # noqa: ARG002 - there is nothing to draw
        return None

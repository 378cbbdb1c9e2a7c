"""Tells people something."""

from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect
from engine_rules.formula import Formula, SaidFormula
from lowcode.kernel.names import Ref, label


class Notify(Effect):
    """Tells people something."""

    kind: Literal["notify"]
    people: Formula | None = None
    """Who: a person, or a list of them."""
    roles: tuple[Ref, ...] = Field(default=(), max_length=10)
    """Who has one of these roles as well, as `crm.director`."""
    title: SaidFormula
    """What, in a line: a text, or one for each language, `{en: …, "zh-CN": …}`, of which everybody reads their own."""
    text: SaidFormula | None = None
    """More about it."""
    mail: bool = False
    """Whether they are told by mail as well."""

    about: ClassVar[About] = About(
        label("Notify", "通知"),
        label(
            "Tells people in the product, and by mail if wanted.",
            "在产品内通知人员，也可同时发送邮件。",
        ),
    )
    inside: ClassVar[bool] = True

"""Tells people something."""

from typing import ClassVar, Literal

from engine_rules.effect import About, Effect
from engine_rules.formula import Formula, TextFormula
from lowcode.kernel.names import label


class Notify(Effect):
    """Tells people something."""

    kind: Literal["notify"]
    people: Formula
    """Who: a person, or a list of them."""
    title: TextFormula
    """What, in a line."""
    text: TextFormula | None = None
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

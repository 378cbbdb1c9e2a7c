"""Waits."""

from typing import ClassVar, Literal

from engine_rules.effect import About, Effect
from engine_rules.formula import Formula, NumberFormula
from lowcode.kernel.names import label


class Wait(Effect):
    """Waits."""

    kind: Literal["wait"]
    seconds: NumberFormula | None = None
    """How long."""
    until: Formula | None = None
    """Until when: a date, or a date and time."""

    about: ClassVar[About] = About(
        label("Wait", "等待"),
        label(
            "Goes on after a time, or at a time.",
            "等待一段时间或到某个时间。",
        ),
    )

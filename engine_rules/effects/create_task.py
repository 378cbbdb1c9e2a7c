"""Gives people something to do."""

from typing import ClassVar, Literal

from engine_rules.effect import About, Effect
from engine_rules.formula import Formula, TextFormula
from lowcode.kernel.names import label


class CreateTask(Effect):
    """Gives people something to do."""

    kind: Literal["create_task"]
    people: Formula
    """Who: a person, or a list of them."""
    title: TextFormula
    """What is to be done, in a line."""
    details: TextFormula | None = None
    """More about it."""
    due: Formula | None = None
    """Until when: a date, or a date and time."""

    about: ClassVar[About] = About(
        label("Create a to-do", "创建待办"),
        label(
            "Puts something on the list of what people have to do, and tells them.",
            "在人员的待办列表中添加事项并通知他们。",
        ),
    )
    inside: ClassVar[bool] = True

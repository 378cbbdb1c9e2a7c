"""Gives people something to do."""

from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect
from engine_rules.formula import Formula, SaidFormula
from lowcode.kernel.names import Ref, label


class CreateTask(Effect):
    """Gives people something to do."""

    kind: Literal["create_task"]
    people: Formula | None = None
    """Who: a person, or a list of them."""
    roles: tuple[Ref, ...] = Field(default=(), max_length=10)
    """Who has one of these roles as well, as `crm.director`."""
    title: SaidFormula
    """What is to be done, in a line: a text, or one for each language, `{en: …, "zh-CN": …}`."""
    details: SaidFormula | None = None
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

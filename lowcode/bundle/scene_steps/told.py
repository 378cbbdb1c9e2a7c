"""Looks at what people were told."""

from typing import ClassVar, Literal

from lowcode.bundle.scene_step import SceneStep
from lowcode.kernel.names import Name


class ToldStep(SceneStep):
    """Looks at what somebody was told, asked for, or sent. A mail is kept by the scene, and never leaves it."""

    kind: Literal["told"]
    person: Name | None = None
    """Who, of the people of the scene."""
    address: str = ""
    """Or the address of a mail, for somebody who is none of them."""
    by: Literal["notice", "todo", "task", "mail"] = "notice"
    """By a notice, a to-do, a task of a flow, or a mail."""
    text: str = ""
    """What its title or text contains, in either language."""
    count: int = 1
    """How often, since the scene began; of tasks those that are open."""
    attached: str = ""
    """What the name of a file contains that goes with the mail."""
    checks: ClassVar[bool] = True

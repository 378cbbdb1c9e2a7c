"""Tells flows that something happened."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect
from engine_rules.formula import Formula, TextFormula
from lowcode.kernel.names import Name, label


class SendMessage(Effect):
    """Tells flows that something happened."""

    kind: Literal["send_message"]
    message: TextFormula
    """The name of the message."""
    key: Formula | None = None
    """Which of the flows that wait: those that wait with the same key; all if nothing is said."""
    values: Mapping[Name, Formula] = Field(default_factory=dict)
    """What it brings."""

    about: ClassVar[About] = About(
        label("Send a message", "发送消息"),
        label(
            "Lets flows go on that wait for a message of this name.",
            "使等待该名称消息的流程继续运行。",
        ),
    )
    inside: ClassVar[bool] = True

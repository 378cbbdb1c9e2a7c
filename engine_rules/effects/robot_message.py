"""Writes into a group of WeCom, DingTalk or Feishu."""

from typing import ClassVar, Literal

from engine_rules.effect import About, Effect
from engine_rules.formula import SaidFormula, TextFormula
from lowcode.kernel.names import Name, label


class RobotMessage(Effect):
    """Writes into a group of WeCom, DingTalk or Feishu."""

    kind: Literal["robot_message"]
    service: Literal["wecom", "dingtalk", "feishu"]
    """The service."""
    url: TextFormula | None = None
    """The address of the robot, unless the connection has it."""
    connection: Name | None = None
    """The connection whose address and secret are used."""
    title: SaidFormula
    """The first line: a text, or one for each language, `{en: …, "zh-CN": …}`."""
    text: SaidFormula | None = None
    """More, in Markdown."""
    language: TextFormula | None = None
    """What the group reads, `"en"` or `"zh-CN"`; the language of the installation if nothing is said."""

    about: ClassVar[About] = About(
        label("Message to a group", "群机器人消息"),
        label(
            "Writes into a group through its robot.",
            "通过群机器人发送消息。",
        ),
    )

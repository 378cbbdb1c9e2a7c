"""Tells another system, signed."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect
from engine_rules.formula import Formula, TextFormula
from lowcode.kernel.names import Name, label


class Webhook(Effect):
    """Tells another system, signed."""

    kind: Literal["webhook"]
    url: TextFormula | None = None
    """The address, unless the connection has it."""
    connection: Name | None = None
    """The connection whose address and secret are used."""
    event: TextFormula
    """What happened, as `order.signed`."""
    payload: Mapping[Name, Formula] = Field(default_factory=dict)
    """What is told about it."""

    about: ClassVar[About] = About(
        label("Call a webhook", "调用 Webhook"),
        label(
            "Sends JSON to another system, signed by a secret of both, again and again until it is taken.",
            "向其他系统发送带签名的 JSON，失败时自动重试。",
        ),
    )

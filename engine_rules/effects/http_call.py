"""Calls another system and takes what it answers."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect
from engine_rules.formula import Formula, TextFormula
from lowcode.kernel.names import Name, label


class HttpCall(Effect):
    """Calls another system and takes what it answers."""

    kind: Literal["http_call"]
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    """The method."""
    url: TextFormula
    """The address; of a connection the rest of it, as `/orders/7`."""
    connection: Name | None = None
    """The connection whose address and credentials are used."""
    headers: Mapping[str, TextFormula] = Field(default_factory=dict)
    """Further headers."""
    query: Mapping[str, Formula] = Field(default_factory=dict)
    """The parameters after the question mark."""
    body: Formula | None = None
    """What is sent: a text as it is, anything else as JSON."""
    seconds: float = Field(default=20, gt=0, le=120)
    """Seconds to wait for the answer."""
    take: Mapping[Name, str] = Field(default_factory=dict)
    """What to take of the answer, as expressions of `status`, `headers` and `body`."""

    about: ClassVar[About] = About(
        label("HTTP call", "HTTP 请求"),
        label(
            "Calls another system; what came of it has `status` and `body`, and what `take` says.",
            "调用其他系统，结果包含 `status`、`body` 以及 `take` 指定的内容。",
        ),
    )

"""Another system calls."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine_flow.formula import Formula
from engine_flow.start_node import StartNode
from lowcode.kernel.names import Name


class WebhookStart(StartNode):
    """Begins when another system calls; `body` is what it sent."""

    kind: Literal["webhook_start"]
    path: Name
    """The last part of the address that is called."""
    variables: Mapping[Name, Formula] = Field(default_factory=dict)
    """Variables by name, out of `body`."""

"""Another flow calls."""

from typing import Literal

from engine_flow.start_node import StartNode
from lowcode.kernel.names import Name


class CalledStart(StartNode):
    """Begins when another flow calls this one."""

    kind: Literal["called_start"]
    takes: tuple[Name, ...] = ()
    """The variables that the caller gives."""

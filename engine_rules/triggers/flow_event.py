"""A flow of a record has ended, or begun."""

from typing import ClassVar, Literal

from engine_rules.effect import About
from engine_rules.trigger import Moment, Trigger
from lowcode.kernel.names import Ref, label


class FlowEvent(Trigger):
    """A flow of a record has ended, or begun."""

    kind: Literal["flow_event"]
    flow: Ref
    """The flow."""
    on: Literal["started", "completed", "rejected", "withdrawn", "terminated", "failed"]
    """What happens to it."""

    about: ClassVar[About] = About(
        label("Flow began or ended", "流程事件"),
        label(
            "When a flow of the record begins, is approved, or ends otherwise.",
            "记录的流程开始、通过或以其他方式结束时触发。",
        ),
    )
    moment: ClassVar[Moment] = "call"

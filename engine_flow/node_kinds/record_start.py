"""A record is created, changed or deleted, or reaches a stage."""

from typing import Literal

from engine_flow.start_node import StartNode
from lowcode.kernel.names import Name, Ref


class RecordStart(StartNode):
    """Begins when something happens to a record of a form."""

    kind: Literal["record_start"]
    on: Literal["created", "changed", "stage_reached", "deleted"]
    """What happens to the record; `changed` also by values that are computed anew, `deleted` goes to the trash."""
    form: Ref | None = None
    """The form; the flow's own without one."""
    fields: tuple[Name, ...] = ()
    """Only when one of these fields changes, for `changed`; any field without them."""
    stage: Name | None = None
    """The stage, for `stage_reached`."""

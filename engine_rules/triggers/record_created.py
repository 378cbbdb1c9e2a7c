"""A record was created."""

from typing import ClassVar, Literal

from engine_rules.effect import About
from engine_rules.trigger import Happening, Moment, Trigger
from lowcode.kernel.names import label


class RecordCreated(Trigger):
    """A record was created."""

    kind: Literal["record_created"]

    about: ClassVar[About] = About(
        label("Record created", "新建记录"),
        label("When a record is created.", "新建记录时触发。"),
    )
    moment: ClassVar[Moment] = "record"

    def set_off(self, happening: Happening, reads: frozenset[str]) -> bool:  # noqa: ARG002 - any condition
        """Return whether the record is new."""
        return happening.before is None and happening.after is not None

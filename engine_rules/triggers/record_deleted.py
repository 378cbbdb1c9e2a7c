"""A record was put into the trash."""

from typing import ClassVar, Literal

from engine_rules.effect import About
from engine_rules.trigger import Happening, Moment, Trigger
from lowcode.kernel.names import label


class RecordDeleted(Trigger):
    """A record was put into the trash."""

    kind: Literal["record_deleted"]

    about: ClassVar[About] = About(
        label("Record deleted", "删除记录"),
        label("When a record is put into the trash.", "记录被移入回收站时触发。"),
    )
    moment: ClassVar[Moment] = "record"

    def set_off(self, happening: Happening, reads: frozenset[str]) -> bool:  # noqa: ARG002 - any condition
        """Return whether the record is gone."""
        return happening.after is None

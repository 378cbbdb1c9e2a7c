"""A record was changed."""

from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About
from engine_rules.trigger import Happening, Moment, Trigger
from lowcode.kernel.names import Name, label


class RecordChanged(Trigger):
    """A record was changed."""

    kind: Literal["record_changed"]
    fields: tuple[Name, ...] = Field(default=(), max_length=50)
    """Only when one of these is not what it was; any change if there are none."""

    about: ClassVar[About] = About(
        label("Record changed", "修改记录"),
        label("When a record is changed, or some of its fields are.", "记录或其指定字段被修改时触发。"),
    )
    moment: ClassVar[Moment] = "record"

    def set_off(self, happening: Happening, reads: frozenset[str]) -> bool:  # noqa: ARG002 - any condition
        """Return whether the record was changed so."""
        if happening.before is None or happening.after is None:
            return False
        return not self.fields or bool(happening.changed & set(self.fields))

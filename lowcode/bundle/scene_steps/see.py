"""Looks at a record."""

from typing import Any, ClassVar, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Name


class SeeStep(Acting):
    """Looks at a record, through the eyes of somebody."""

    kind: Literal["see"]
    record: RecordName
    """The record."""
    values: dict[str, Any] = pydantic.Field(default={})
    """Values that it has, as JSON; those that are not named do not matter."""
    hidden: tuple[Name, ...] = ()
    """Fields that the person may not see, or only masked."""
    visible: bool = True
    """Whether the person may see the record."""
    checks: ClassVar[bool] = True

"""Looks at all there is about a record on one page."""

from typing import Any, ClassVar, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Name


class OverviewStep(Acting):
    """Looks at all there is about a record on one page, through the eyes of somebody."""

    kind: Literal["overview"]
    record: RecordName
    """The record."""
    figures: dict[Name, Any] = pydantic.Field(default={})
    """Figures of the page."""
    alerts: tuple[Name, ...] | None = None
    """Which figures are warnings."""
    lists: dict[Name, tuple[RecordName, ...]] = pydantic.Field(default={})
    """Lists of the page, with the records that are in them, in no order."""
    without: tuple[Name, ...] = ()
    """Figures and lists that the person may not see."""
    checks: ClassVar[bool] = True

"""Presses a button of a record."""

from typing import Any, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Name


class PressStep(Acting):
    """Presses a button of a record."""

    kind: Literal["press"]
    record: RecordName
    """The record."""
    action: Name
    """What the button does: an action of the record's app."""
    inputs: dict[str, Any] = pydantic.Field(default={})
    """What is entered before, by field."""
    made: tuple[RecordName, ...] = ()
    """What the scene calls the records that it makes, in order."""
    refused: bool = False
    """Whether it has to be refused."""

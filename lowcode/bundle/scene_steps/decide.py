"""Decides a task of a flow."""

from typing import Any, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Name


class DecideStep(Acting):
    """Does something with a task that a flow asks somebody for."""

    kind: Literal["decide"]
    person: Name
    """Whose task it is."""
    verb: dict[str, Any] = pydantic.Field(default={"kind": "approve"})
    """What, as `{"kind": "reject", "opinion": "Too much."}`."""
    record: RecordName | None = None
    """The record that it is about; not needed when there is only one task."""
    values: dict[str, Any] = pydantic.Field(default={})
    """Fields of the record that change with it."""
    refused: bool = False
    """Whether it has to be refused, also since nobody asks for it."""

"""Creates a record, or changes one."""

from typing import Any, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Ref


class SaveStep(Acting):
    """Creates a record, or changes one, as its page does."""

    kind: Literal["save"]
    form: Ref | None = None
    """The form of a new record; without it, `record` is changed."""
    record: RecordName
    """What the scene calls the new record from now on, or the record that is changed."""
    values: dict[str, Any] = pydantic.Field(default={})
    """What is entered, as JSON. `@name` is a record or person of the scene, `{"file": "proposal.pdf"}` a small file."""
    rows: dict[str, tuple[dict[str, Any], ...]] = pydantic.Field(default={})
    """Changes of rows that are there, by sub-table: the first entry changes the first row, and so on."""
    owner: str | None = None
    """To whom it belongs, of the people of the scene; to whoever creates it without one."""
    refused: tuple[str, ...] | None = None
    """The places of all errors, as `/lines/0/quantity`, when it has to be refused; `[]` when the reason is no field."""

"""Asks why a rule has fired for a record, or why it has not."""

from typing import Any, ClassVar, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Ref


class WhyStep(Acting):
    """Asks, as the page of the record answers it, why a rule has fired, or why it has not."""

    kind: Literal["why"]
    record: RecordName
    """The record."""
    rule: Ref
    """The rule, with its app if that is another."""
    holds: bool | None = None
    """Whether its conditions are true now."""
    fired: int | None = None
    """How often it has fired."""
    parts: dict[str, Any] = pydantic.Field(default={})
    """Parts of the conditions as they are written, each with the value that it has now."""
    checks: ClassVar[bool] = True

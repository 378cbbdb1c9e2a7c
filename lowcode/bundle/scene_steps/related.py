"""Walks from a record to those that belong together with it."""

from typing import ClassVar, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName


class RelatedStep(Acting):
    """Walks from a record to the documents that belong together with it, in both directions."""

    kind: Literal["related"]
    record: RecordName
    """Where the walk begins."""
    reaches: tuple[RecordName, ...] = pydantic.Field(default=(), min_length=0)
    """Records that have to be found."""
    misses: tuple[RecordName, ...] = ()
    """Records that must not be found, as those that the person may not see."""
    checks: ClassVar[bool] = True

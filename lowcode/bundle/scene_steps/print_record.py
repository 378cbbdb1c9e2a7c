"""Prints a record."""

from typing import ClassVar, Literal

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Name


class PrintRecordStep(Acting):
    """Prints a record as PDF."""

    kind: Literal["print_record"]
    record: RecordName
    """The record."""
    template: Name
    """The print template."""
    contains: tuple[str, ...] = ()
    """Texts on the page, in order of no importance."""
    checks: ClassVar[bool] = True

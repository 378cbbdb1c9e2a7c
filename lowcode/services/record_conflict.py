"""`FieldConflict`: somebody else changed the same fields in between."""

from collections.abc import Sequence
from typing import Final

from engine_forms.field import Json
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict
from lowcode.services.message import Message

UNKNOWN: Final = None
"""What stands for a value that is not known any more, or that the reader may not see."""


class Clash(Message):
    """One field that was changed on both sides."""

    field: str
    """The field."""
    base: Json = UNKNOWN
    """What it was when the change began."""
    mine: Json = UNKNOWN
    """What it was to become."""
    theirs: Json = UNKNOWN
    """What it is now."""


class FieldConflict(Conflict):
    """A change clashes with others that were saved since it began; nothing is changed."""

    def __init__(self, version: int, clashes: Sequence[Clash], diagnostics: Sequence[Diagnostic]) -> None:
        """Take the present version, and each field with all three values."""
        super().__init__("the record was changed meanwhile", diagnostics)
        self.version = version
        self.clashes = tuple(clashes)

"""`tree`: records below the records they belong to."""

from collections.abc import Iterator
from typing import Literal

from engine_forms.view import View


class TreeView(View):
    """A tree by a reference of the form to itself."""

    kind: Literal["tree"]
    parent: str
    """The reference to the record above."""
    open_levels: int = 1
    """How many levels are open at first."""

    def mentions(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Add the reference."""
        yield from super().mentions()
        yield "/parent", self.parent, ("reference",)

"""`section`: parts under a heading."""

from collections.abc import Iterator
from typing import Literal

from engine_forms.layout import AnyItem, LayoutItem
from lowcode.kernel.names import Label


class SectionItem(LayoutItem):
    """Parts under a heading that can be folded."""

    kind: Literal["section"]
    label: Label
    """The heading."""
    help: Label | None = None
    """An explanation below it."""
    items: tuple[AnyItem, ...] = ()
    """The parts inside."""
    folded: bool = False
    """Whether it is folded at first."""

    def inside(self) -> Iterator[tuple[str, LayoutItem]]:
        """Iterate over the parts."""
        for position, item in enumerate(self.items):
            yield f"/items/{position}", item

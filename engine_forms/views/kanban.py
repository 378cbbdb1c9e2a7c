"""`kanban`: records as cards in columns."""

from collections.abc import Iterator
from typing import Literal

from engine_forms.view import View


class KanbanView(View):
    """A board with a column for each state, option, entry or person; dragging a card changes it."""

    kind: Literal["kanban"]
    by: str
    """The field that the columns are made of."""
    title: str | None = None
    """The field at the top of a card; the title of the record if nothing is said."""
    cover: str | None = None
    """The field with the picture of a card."""
    total: str | None = None
    """The number field that is added up above each column."""
    hide_empty: bool = False
    """Whether columns without cards are left out."""

    def mentions(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Add the fields of the board."""
        yield from super().mentions()
        yield "/by", self.by, ("stage", "choice", "dictionary", "user", "department", "switch", "reference")
        if self.title is not None:
            yield "/title", self.title, ()
        if self.cover is not None:
            yield "/cover", self.cover, ("image",)
        if self.total is not None:
            yield "/total", self.total, ("number", "money", "percent", "rating", "slider")

"""`list`: records below each other."""

from collections.abc import Iterator
from typing import Literal

import pydantic

from engine_forms.view import View


class ListView(View):
    """A table of records that can be edited in place."""

    kind: Literal["list"]
    group: tuple[str, ...] = pydantic.Field(default=(), max_length=3)
    """The fields by which records are grouped, outermost first."""
    density: Literal["compact", "normal", "roomy"] = "normal"
    """How high the lines are."""
    inline: bool = True
    """Whether values can be edited in the table."""

    def mentions(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Add the groups."""
        yield from super().mentions()
        for position, name in enumerate(self.group):
            yield f"/group/{position}", name, ()

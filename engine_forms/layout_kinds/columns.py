"""`columns`: parts side by side."""

from collections.abc import Iterator
from typing import Literal

import pydantic

from engine_forms.layout import AnyItem, LayoutItem
from lowcode.kernel.spec import Spec


class LayoutColumn(Spec):
    """Parts below each other."""

    items: tuple[AnyItem, ...] = ()
    """The parts."""
    width: int = pydantic.Field(default=1, ge=1, le=12)
    """Its share of the width, compared with the others."""


class ColumnsItem(LayoutItem):
    """Columns side by side; below each other where there is no room."""

    kind: Literal["columns"]
    columns: tuple[LayoutColumn, ...] = pydantic.Field(min_length=1, max_length=6)
    """The columns from left to right."""

    def inside(self) -> Iterator[tuple[str, LayoutItem]]:
        """Iterate over the parts of all columns."""
        for place, column in enumerate(self.columns):
            for position, item in enumerate(column.items):
                yield f"/columns/{place}/items/{position}", item

"""`tabs`: parts of which one group is shown at a time."""

from collections.abc import Iterator
from typing import Literal

import pydantic

from engine_forms.field import Condition, Use
from engine_forms.layout import AnyItem, LayoutItem
from engine_rules import types as t
from lowcode.kernel.names import Label
from lowcode.kernel.spec import Spec


class Tab(Spec):
    """One group of parts."""

    label: Label
    """What stands on the tab."""
    items: tuple[AnyItem, ...] = ()
    """The parts."""
    visible: Condition = True
    """Whether there is the tab."""


class TabsItem(LayoutItem):
    """Tabs; one with a mistake inside is marked."""

    kind: Literal["tabs"]
    tabs: tuple[Tab, ...] = pydantic.Field(min_length=1, max_length=20)
    """The tabs from left to right."""

    def inside(self) -> Iterator[tuple[str, LayoutItem]]:
        """Iterate over the parts of all tabs."""
        for place, tab in enumerate(self.tabs):
            for position, item in enumerate(tab.items):
                yield f"/tabs/{place}/items/{position}", item

    def uses(self) -> Iterator[Use]:
        """Add the conditions of the tabs."""
        yield from super().uses()
        for place, tab in enumerate(self.tabs):
            if isinstance(tab.visible, str):
                yield Use(f"/tabs/{place}/visible", tab.visible, t.BOOLEAN)

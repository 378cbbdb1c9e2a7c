"""`LayoutItem`: a part of the page of a record; the layout is a tree of them that mentions fields by name."""

from collections.abc import Iterator
from typing import Annotated

from engine_forms.family import Family
from engine_forms.field import Condition, Use
from engine_rules import types as t
from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec


class LayoutItem(Spec):
    """A part of the page."""

    kind: str
    """The kind of part."""
    visible: Condition = True
    """Whether it is shown; the fields inside keep their values."""

    def inside(self) -> Iterator[tuple[str, "LayoutItem"]]:
        """Iterate over the parts inside, each with its JSON pointer."""
        return iter(())

    def shows(self) -> Name | None:
        """Return the field that it shows itself."""
        return None

    def walk(self, path: str = "") -> Iterator[tuple[str, "LayoutItem"]]:
        """Iterate over itself and everything inside, each with its JSON pointer."""
        yield path, self
        for below, item in self.inside():
            yield from item.walk(path + below)

    def uses(self) -> Iterator[Use]:
        """Iterate over its own expressions."""
        if isinstance(self.visible, str):
            yield Use("/visible", self.visible, t.BOOLEAN)


LAYOUT_FAMILY = Family("layout kinds")
"""The union of all kinds, filled by `engine_forms.form`."""
AnyItem = Annotated[LayoutItem, LAYOUT_FAMILY]
"""A part of any kind."""

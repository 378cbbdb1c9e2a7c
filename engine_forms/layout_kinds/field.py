"""`field`: where a field stands."""

from typing import Literal

from engine_forms.layout import LayoutItem
from lowcode.kernel.names import Name


class FieldItem(LayoutItem):
    """The place of a field."""

    kind: Literal["field"]
    field: Name
    """The field."""
    width: Literal["full", "half", "third", "quarter"] = "full"
    """How much of the width it takes."""
    label_hidden: bool = False
    """Whether it stands without its label."""

    def shows(self) -> Name | None:
        """Return the field."""
        return self.field

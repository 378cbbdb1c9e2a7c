"""`divider`: a line between fields."""

from typing import Literal

from engine_forms.layout import LayoutItem
from lowcode.kernel.names import Label


class DividerItem(LayoutItem):
    """A line across, with or without words."""

    kind: Literal["divider"]
    label: Label | None = None
    """The words in it."""

"""`help`: a text between fields."""

from typing import Literal

from engine_forms.layout import LayoutItem
from lowcode.kernel.names import Label


class HelpItem(LayoutItem):
    """A text that explains."""

    kind: Literal["help"]
    text: Label
    """The text."""
    tone: Literal["plain", "info", "warning"] = "plain"
    """How it looks."""

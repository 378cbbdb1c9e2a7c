"""`gallery`: records as pictures."""

from collections.abc import Iterator
from typing import Literal

from engine_forms.view import View


class GalleryView(View):
    """Cards with a picture."""

    kind: Literal["gallery"]
    cover: str
    """The field with the picture."""
    title: str | None = None
    """The field below it; the title of the record if nothing is said."""
    size: Literal["small", "medium", "large"] = "medium"
    """How large the cards are."""
    fit: Literal["cover", "contain"] = "cover"
    """Whether a picture fills its card, or is shown whole."""

    def mentions(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Add the picture and the title."""
        yield from super().mentions()
        yield "/cover", self.cover, ("image", "signature", "file")
        if self.title is not None:
            yield "/title", self.title, ()

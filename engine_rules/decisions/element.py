"""`Element`: what every part of a decision model has, among it what only its file format knows."""

from collections.abc import Mapping

from pydantic import Field

from lowcode.kernel.spec import Spec


class Fragment(Spec):
    """A piece of a file that has no meaning here and is written back as it was."""

    position: int
    """Where it stands among the parts of its element, from 0."""
    xml: str
    """Its text."""


class Kept(Spec):
    """What an element's file says beyond the product's own words."""

    attributes: Mapping[str, str] = Field(default_factory=dict)
    """Further attributes; a name in a namespace is written `{namespace}name`."""
    fragments: tuple[Fragment, ...] = ()
    """Further parts, in order."""


class Element(Spec):
    """A part of a decision model."""

    id: str | None = None
    """Identifier inside the model, which references name."""
    label: str | None = None
    """Short text for people."""
    description: str | None = None
    """Text that explains it."""
    kept: Kept | None = None
    """What its file says beyond that."""


class Cell(Element):
    """An expression, or the tests of an input, as text."""

    text: str | None = ""
    """The text in the language; `-` or nothing lets everything pass in a test."""
    type_ref: str | None = None
    """The type of the result, as the model writes it."""
    expression_language: str | None = None
    """Another language than the model's, if any."""

    @property
    def source(self) -> str:
        """The text, empty when there is none."""
        return self.text or ""


def cell(text: str) -> Cell:
    """Return a cell of a text."""
    return Cell(text=text)

"""`KeptXml`: what the file of an imported flow says beyond the product's own words, so that it is written back."""

from collections.abc import Mapping

from pydantic import Field

from lowcode.kernel.spec import Spec


class XmlFragment(Spec):
    """A piece of a file that has no meaning here and is written back as it was."""

    position: int
    """Where it stands among the parts of its element, from 0."""
    xml: str
    """Its text."""


class KeptXml(Spec):
    """What an element's file says beyond the product's own words."""

    id: str | None = None
    """Its identifier in the file."""
    tag: str | None = None
    """Its element in the file, when several stand for one kind."""
    position: int | None = None
    """Where it stands among the parts of its parent, from 0; at the end without one."""
    attributes: Mapping[str, str] = Field(default_factory=dict)
    """Further attributes; a name in a namespace is written `{namespace}name`."""
    fragments: tuple[XmlFragment, ...] = ()
    """Further parts, in order."""


class KeptFile(Spec):
    """What the file of an imported flow says around it, so that it is written back with the flow."""

    prefixes: Mapping[str, str] = Field(default_factory=dict)
    """The namespaces that it declares, by prefix."""
    before: tuple[XmlFragment, ...] = ()
    """Comments that stand before everything else."""
    around: KeptXml = KeptXml()
    """What it says beyond the process: other processes, collaborations, messages, data, diagrams."""

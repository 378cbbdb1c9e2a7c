"""Fragments: pieces of XML as text, and back."""

from typing import Any, Final

from lxml import etree

from engine_flow.kept import XmlFragment

_PARSER: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=True
)


def parse(data: bytes) -> Any:
    """Return the root of an XML document. Entities and the network are never followed. Raises `ValueError`."""
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        msg = f"it is not well-formed XML ({error})"
        raise ValueError(msg) from None
    if root.getroottree().docinfo.doctype:
        msg = "it has a document type declaration"
        raise ValueError(msg)
    return root


def fragment(node: Any, position: int, prefixes: dict[str | None, str]) -> XmlFragment:
    """Return a part as text; what only values use of the prefixes that the document declares is left to it."""
    if not isinstance(node.tag, str):
        return XmlFragment(position=position, xml=etree.tostring(node, encoding="unicode", with_tail=False))
    inner = {
        prefix for each in node.iter(etree.Element) for prefix, uri in each.nsmap.items()
        if prefix and prefixes.get(prefix) != uri
    }  # fmt: skip
    text = etree.tostring(node, method="c14n", exclusive=True, with_comments=True, inclusive_ns_prefixes=sorted(inner))
    return XmlFragment(position=position, xml=text.decode())


def node_of(piece: XmlFragment) -> Any:
    """Return the part of a text."""
    if piece.xml.startswith("<!--"):
        return etree.Comment(piece.xml[4:-3])
    if piece.xml.startswith("<?"):
        target, _, text = piece.xml[2:-2].partition(" ")
        return etree.ProcessingInstruction(target, text or None)
    return etree.fromstring(piece.xml.encode(), _PARSER)


def local(node: Any) -> str:
    """Return the local name of an element, nothing for a comment."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def space(node: Any) -> str:
    """Return the namespace of an element."""
    return (etree.QName(node).namespace or "") if isinstance(node.tag, str) else ""

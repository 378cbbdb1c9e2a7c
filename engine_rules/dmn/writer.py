"""`write_dmn`: the XML of a decision model in any version of DMN."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine_rules.decision_table import DecisionTable
from engine_rules.decisions.element import Element, Fragment
from engine_rules.decisions.model import Model
from engine_rules.dmn import shapes
from engine_rules.dmn.namespaces import Namespaces, of_version, translated
from engine_rules.dmn.shapes import SHAPES, Part

_TAGS = {spec: tag for tag, spec in (*shapes.BOXED_TAGS.items(), *shapes.ELEMENT_TAGS.items())}
_ORIENTATIONS = {word: text for text, word in shapes.ORIENTATIONS.items()}
_POLICIES = {word: text for text, word in shapes.HIT_POLICIES.items()}


def write_dmn(model: Model, version: str | None = None) -> bytes:
    """Return a model as XML in UTF-8, in the version it came from unless another one is given.

    Raises `ValueError` for a version that does not exist.
    """
    before = of_version(model.version)
    after = of_version(version or model.version)
    prefixes: dict[str | None, str] = {
        prefix or None: translated(uri, before, after) for prefix, uri in model.prefixes.items() if prefix != "xml"
    }
    if after.model not in prefixes.values():
        prefixes[None] = after.model
    root = _Writer(before, after).element(model, "definitions", prefixes)
    etree.indent(root, "  ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the elements of one document."""

    before: Namespaces
    """Of the version the model came from."""
    after: Namespaces
    """Of the version that is written."""

    def element(self, spec: Element, tag: str, prefixes: dict[str | None, str] | None = None) -> Any:
        """Return a Spec as an element."""
        shape = SHAPES[type(spec)]
        node: Any = etree.Element(f"{{{self.after.model}}}{tag}", nsmap=prefixes or {None: self.after.model})
        for name, text in self._attributes(spec).items():
            node.set(name, text)
        for part in (shapes.DESCRIPTION, *shape.parts):
            value = getattr(spec, part.field)
            for one in value if part.many else (value,):
                if one is not None:
                    node.append(self._part(one, part))
        for fragment in spec.kept.fragments if spec.kept else ():
            node.insert(fragment.position, self._fragment(fragment))
        return node

    def _attributes(self, spec: Element) -> dict[str, str]:
        """Return the attributes of a Spec."""
        shape = SHAPES[type(spec)]
        found: dict[str, str] = {}
        for name, field in {**shapes.COMMON_ATTRIBUTES, **shape.attributes}.items():
            value = getattr(spec, field)
            if value is None or (value == "" and field in shape.required):
                continue
            if isinstance(value, bool):
                found[name] = "true" if value else "false"
            else:
                found[name] = self._translated(_ORIENTATIONS.get(value, value) if field == "orientation" else value)
        if isinstance(spec, DecisionTable) and spec.hit_policy is not None:
            found["hitPolicy"] = _POLICIES[spec.hit_policy.kind]
            aggregation = getattr(spec.hit_policy, "aggregation", None)
            if aggregation is not None:
                found["aggregation"] = aggregation.upper()
        return {**found, **(spec.kept.attributes if spec.kept else {})}

    def _part(self, value: Any, part: Part) -> Any:
        """Return a part as an element."""
        if part.kind in {"text", "href"}:
            node: Any = etree.Element(f"{{{self.after.model}}}{part.tag}", nsmap={None: self.after.model})
            if part.kind == "href":
                node.set("href", value)
            else:
                node.text = value or None
            return node
        return self.element(value, part.tag or _TAGS[type(value)])

    def _fragment(self, fragment: Fragment) -> Any:
        """Return a kept part as a node."""
        text = self._translated(fragment.xml)
        if text.startswith("<!--"):
            return etree.Comment(text[4:-3])
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(text, parser)

    def _translated(self, text: str) -> str:
        """Return a text with the namespaces of the version that is written."""
        return text if self.before == self.after else translated(text, self.before, self.after)

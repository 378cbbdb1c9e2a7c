"""`read_dmn`: a decision model out of the XML of DMN, with diagnostics for what has no effect here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree
from pydantic import ValidationError

from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.element import Element, Fragment, Kept
from engine_rules.decisions.model import Model
from engine_rules.dmn import shapes
from engine_rules.dmn.namespaces import Namespaces, of_model
from engine_rules.dmn.shapes import SHAPES, Part, Shape
from lowcode.kernel.catalog import kind_of
from lowcode.kernel.diagnostics import Diagnostic

_SILENT: Final = frozenset({"extensionElements", "DMNDI"})
"""Parts that have no effect by design: what other programs need, and the diagrams."""
_SCHEMA_LOCATION: Final = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


@dataclass(frozen=True, slots=True)
class DmnFile:
    """What came of a file: a model, or the diagnostics that say why there is none."""

    model: Model | None
    diagnostics: tuple[Diagnostic, ...] = ()


def read_dmn(data: bytes) -> DmnFile:
    """Return the model of an XML document. Entities, document types and the network are never followed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, strip_cdata=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return _refused(f"it is not well-formed XML ({error})")
    if root.getroottree().docinfo.doctype:
        return _refused("it has a document type declaration")
    name = etree.QName(root)
    names = of_model(name.namespace or "")
    if names is None or name.localname != "definitions":
        return _refused("its root is not `definitions` of DMN")
    reader = _Reader(names)
    try:
        fields = reader.fields(root, SHAPES[Model], "")
        prefixes = {prefix or "": uri for prefix, uri in root.nsmap.items()}
        model = Model.model_validate({**fields, "version": names.version, "prefixes": prefixes})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return DmnFile(None, (*reader.found, codes.NOT_DMN.report(reason=f"{first['msg']} ({where})")))
    return DmnFile(model, tuple(reader.found))


def _refused(reason: str) -> DmnFile:
    """Return the outcome of a document that is no model."""
    return DmnFile(None, (codes.NOT_DMN.report(reason=reason),))


@dataclass(slots=True)
class _Reader:
    """One pass over one document."""

    names: Namespaces
    found: list[Diagnostic] = field(default_factory=list)

    def spec(self, node: Any, spec: type[Element], path: str) -> Element:
        """Return an element as its Spec."""
        fields = self.fields(node, SHAPES[spec], path)
        if "kind" in spec.model_fields:
            fields["kind"] = kind_of(spec)
        return spec.model_validate(fields)

    def fields(self, node: Any, shape: Shape, path: str) -> dict[str, Any]:
        """Return the fields of an element, and under `kept` what they do not hold."""
        fields: dict[str, Any] = dict.fromkeys(shape.required, "")
        attributes = self._attributes(node, shape, fields, path)
        parts = {part.tag: part for part in (shapes.DESCRIPTION, *shape.parts) if part.tag}
        open_part = next((part for part in shape.parts if not part.tag), None)
        fragments: list[Fragment] = []
        for position, child in enumerate(node):
            part = self._part(child, parts, open_part)
            if part is None:
                self._mention(child, path)
                fragments.append(_fragment(child, position))
                continue
            try:
                self._take(child, part, fields, path)
            except ValidationError as error:
                # a part that lacks something stays in the file; what contains it goes on without it, if it can
                reason = f"{error.errors()[0]['msg']} ({'.'.join(map(str, error.errors()[0]['loc']))})"
                self.found.append(codes.UNREADABLE_PART.report(path=path, name=self._tag(child), reason=reason))
                fragments.append(_fragment(child, position))
        if attributes or fragments:
            fields["kept"] = Kept(attributes=attributes, fragments=tuple(fragments))
        for part in shape.parts:
            if part.many and part.field in fields:
                fields[part.field] = tuple(fields[part.field])
        return fields

    def _attributes(self, node: Any, shape: Shape, fields: dict[str, Any], path: str) -> dict[str, str]:
        """Put the known attributes into `fields`; return the others."""
        others: dict[str, str] = {}
        given = dict(node.attrib)
        if shape is SHAPES[shapes.BOXED_TAGS["decisionTable"]]:
            _policy(given, fields)
        for name, text in given.items():
            known = shape.attributes.get(name) or shapes.COMMON_ATTRIBUTES.get(name)
            if known is not None:
                fields[known] = shapes.ORIENTATIONS.get(text, text) if known == "orientation" else text
                continue
            others[name] = text
            if name != _SCHEMA_LOCATION:
                self._without_effect(f"@{etree.QName(name).localname}", path)
        return others

    def _part(self, child: Any, parts: Mapping[str, Part], open_part: Part | None) -> Part | None:
        """Return the part that a child is, None for one that has no meaning here."""
        tag = self._tag(child)
        if tag is None:
            return None
        found = parts.get(tag)
        if found is None and open_part is not None:
            tags = shapes.BOXED_TAGS if open_part.kind == "boxed" else shapes.ELEMENT_TAGS
            return open_part if tag in tags else None
        return found

    def _tag(self, node: Any) -> str | None:
        """Return the local name of an element of DMN, None for anything else."""
        if not isinstance(node.tag, str):
            return None
        name = etree.QName(node)
        return name.localname if name.namespace == self.names.model else None

    def _take(self, child: Any, part: Part, fields: dict[str, Any], path: str) -> None:
        """Put a part into `fields`."""
        value: Any
        below = f"{path}/{part.field}"
        if part.many:
            below += f"/{len(fields.setdefault(part.field, []))}"
        if part.kind == "text":
            value = child.text or ""
        elif part.kind == "href":
            value = child.get("href", "")
        else:
            tag = self._tag(child) or ""
            spec = part.spec or shapes.BOXED_TAGS.get(tag) or shapes.ELEMENT_TAGS[tag]
            value = self.spec(child, spec, below)
        if part.many:
            fields[part.field].append(value)
        else:
            fields[part.field] = value

    def _mention(self, child: Any, path: str) -> None:
        """Report a part that is only kept, unless it is meant to have no effect."""
        if isinstance(child.tag, str):
            name = etree.QName(child).localname
            if name not in _SILENT:
                self._without_effect(name, path)

    def _without_effect(self, name: str, path: str) -> None:
        """Report something that is kept and has no effect."""
        self.found.append(codes.NOT_SUPPORTED.report(path=path, name=name))


def _fragment(child: Any, position: int) -> Fragment:
    """Return a part that is only kept."""
    _compact(child)
    return Fragment(position=position, xml=etree.tostring(child, encoding="unicode", with_tail=False))


def _compact(node: Any) -> None:
    """Remove the white space that only indents, so that a part is kept the same however its file is laid out."""
    for one in node.iter():
        if len(one) and not (one.text or "").strip():
            one.text = None
        if one is not node and not (one.tail or "").strip():
            one.tail = None


def _policy(given: dict[str, str], fields: dict[str, Any]) -> None:
    """Take the hit policy and its aggregation out of the attributes of a table."""
    kind = shapes.HIT_POLICIES.get(given.get("hitPolicy", ""))
    if kind is None:
        return
    del given["hitPolicy"]
    fields["hit_policy"] = {"kind": kind}
    aggregation = shapes.AGGREGATIONS.get(given.get("aggregation", ""))
    if kind == "collect" and aggregation is not None:
        del given["aggregation"]
        fields["hit_policy"]["aggregation"] = aggregation

"""`read_bpmn`: the flows of a file of BPMN 2.0, with diagnostics for what has no effect here.

Each part of the file becomes a node or an edge with what it says beyond that, or is kept as it is. Settings that BPMN
has no words for stand in `extensionElements`, in the product's own namespace.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine_flow.bpmn import codes
from engine_flow.bpmn.diagrams import diagram_of
from engine_flow.bpmn.elements import EXACT, Fields, definition_of, fields_of, slug
from engine_flow.bpmn.fragments import fragment, local, parse, space
from engine_flow.bpmn.model import DIAGRAM, MODEL, OWN, BpmnFile, BpmnModel
from engine_flow.edge import Edge
from engine_flow.flow import Flow, NodeKind
from engine_flow.kept import KeptXml, XmlFragment
from engine_flow.node import Node
from lowcode.kernel.diagnostics import Diagnostic

SILENT = frozenset({"incoming", "outgoing", "extensionElements", "documentation", "conditionExpression", ""})
"""Parts without effect by design, or whose meaning is taken elsewhere."""
_JOINING = frozenset({"participant", "messageFlow"})
"""Parts of a collaboration that say how processes work together."""
_ADAPTER: TypeAdapter[Any] = TypeAdapter(NodeKind)


def read_bpmn(data: bytes) -> BpmnFile:
    """Return the flows of an XML document."""
    try:
        root = parse(data)
    except ValueError as error:
        return _refused(str(error))
    if space(root) != MODEL or local(root) != "definitions":
        return _refused("its root is not `definitions` of BPMN 2.0")
    try:
        return _Reader(root).file()
    except ValidationError as error:
        first = error.errors()[0]
        return _refused(f"{first['msg']} ({'.'.join(map(str, first['loc']))})")


def _refused(reason: str) -> BpmnFile:
    """Return the outcome of a document that holds no flows."""
    return BpmnFile(None, (codes.NOT_BPMN.report(reason=reason),))


@dataclass(slots=True)
class _Reader:
    """One pass over one document."""

    root: Any
    silent: Counter[str] = field(default_factory=Counter)
    found: list[Diagnostic] = field(default_factory=list)
    flow_names: set[str] = field(default_factory=set)

    @property
    def prefixes(self) -> dict[str | None, str]:
        """The namespaces that the document declares."""
        return dict(self.root.nsmap)

    def file(self) -> BpmnFile:
        """Return the whole document."""
        flows: list[Flow] = []
        fragments: list[XmlFragment] = []
        processes: list[XmlFragment] = []
        for position, child in enumerate(self.root):
            if local(child) == "process" and space(child) == MODEL:
                processes.append(fragment(child, position, self.prefixes))
                flows.append(self.flow(child, position, len(flows)))
            else:
                fragments.append(fragment(child, position, self.prefixes))
                if space(child) not in {DIAGRAM, ""}:
                    self.silent[local(child)] += 1
                if local(child) == "collaboration":
                    self.silent.update(local(one) for one in child if local(one) in _JOINING)
        prefixes = {prefix or "": uri for prefix, uri in self.prefixes.items()}
        kept = KeptXml(attributes=dict(self.root.attrib), fragments=tuple(fragments))
        before = reversed(list(self.root.itersiblings(preceding=True)))
        pieces = tuple(fragment(each, position, self.prefixes) for position, each in enumerate(before))
        model = BpmnModel(flows=tuple(flows), prefixes=prefixes, before=pieces, kept=kept)
        notes = [codes.KEPT_ONLY.report(tag=tag, count=count) for tag, count in sorted(self.silent.items())]
        return BpmnFile(model, (*self.found, *notes), tuple(processes))

    def flow(self, process: Any, position: int, number: int) -> Flow:
        """Return a process as a flow."""
        names = _Names(messages_of(self.root))
        elements = {child.get("id"): child for child in process if self._fields(child, names.messages) is not None}
        nodes: list[Any] = []
        edges: list[Fields] = []
        fragments: list[XmlFragment] = []
        own = _own(process, "flow")
        for place, child in enumerate(_without_own(process)):
            fields = self._fields(child, names.messages)
            if fields is not None:
                nodes.append(self.node(child, fields, place, names, f"/flows/{number}/nodes/{len(nodes)}"))
            elif self._is_edge(child, elements):
                edges.append(self.edge(child, elements, place, names))
            else:
                fragments.append(self._kept(child, place))
        name = self._flow_name(process, own)
        kept = KeptXml(id=process.get("id"), position=position, attributes=_others(process), fragments=tuple(fragments))
        text = process.get("name")
        label = {"en": text or name, "zh-CN": text or name}
        drawn = diagram_of(self.root, names.nodes, names.edges)
        return Flow.model_validate(
            {"label": label, **own, "name": name, "nodes": nodes, "edges": edges, "diagram": drawn, "kept": kept}
        )

    def _flow_name(self, process: Any, own: Fields) -> str:
        """Return the name of a process, which no other one of the document has."""
        name = _free(str(own.get("name") or slug(process.get("id") or "process")), self.flow_names)
        self.flow_names.add(name)
        return name

    def _fields(self, child: Any, messages: Mapping[str, str]) -> Fields | None:
        """Return the settings of the node that an element stands for."""
        if space(child) != MODEL or not child.get("id"):
            return None
        if local(child) == "boundaryEvent" and child.get("attachedToRef") is None:
            return None
        return fields_of(child, messages)

    def _is_edge(self, child: Any, elements: Mapping[str, Any]) -> bool:
        """Return whether an element is an edge between two nodes of the flow."""
        ends = {child.get("sourceRef"), child.get("targetRef")}
        return (
            local(child) == "sequenceFlow"
            and space(child) == MODEL
            and bool(child.get("id"))
            and ends <= elements.keys()
        )

    def node(self, element: Any, fields: Fields, place: int, names: "_Names", path: str) -> Any:
        """Return an element as a node."""
        own = _own(element, "node")
        settings = {"name": names.node(element.get("id")), **named(element), **fields}
        if element.get("attachedToRef") is not None:
            settings["attached_to"] = names.node(element.get("attachedToRef"))
        kind = settings["kind"]
        if own.get("kind", settings["kind"]) != settings["kind"]:
            settings = {name: settings[name] for name in ("name", "label", "attached_to") if name in settings}
        part = definition_of(element)
        exact = (local(element), "" if part is None else local(part)) in EXACT
        if not exact and not own:
            report = codes.STANDS_FOR.report(
                None, path, tag=local(element), name=element.get("name") or element.get("id"), kind=kind
            )
            self.found.append(report)
        parts = tuple(self._kept(child, position) for position, child in enumerate(_without_own(element)))
        kept = KeptXml(
            id=element.get("id"), tag=local(element), position=place, attributes=_others(element), fragments=parts
        )
        return _ADAPTER.validate_python(_given({**settings, **own, "kept": kept}))

    def edge(self, element: Any, elements: Mapping[str, Any], place: int, names: "_Names") -> Fields:
        """Return a sequence flow as an edge."""
        identifier = element.get("id")
        source = elements[element.get("sourceRef")]
        parts = tuple(self._kept(child, position) for position, child in enumerate(_without_own(element)))
        fields = _edge_fields(
            element,
            names.edge(identifier),
            (names.node(element.get("sourceRef")), names.node(element.get("targetRef"))),
            default=source.get("default") == identifier,
        )
        kept = KeptXml(id=identifier, position=place, attributes=_others(element), fragments=parts)
        return _given({**fields, **_own(element, "edge"), "kept": kept})

    def _kept(self, child: Any, position: int) -> XmlFragment:
        """Keep a part that has no meaning of its own here."""
        if local(child) == "sequenceFlow":
            source, target = (child.get(end) or "–" for end in ("sourceRef", "targetRef"))
            name = child.get("name") or child.get("id") or "–"
            path = f"/flows/{len(self.flow_names)}"
            self.found.append(codes.LEADS_NOWHERE.report(None, path, name=name, source=source, target=target))
            return fragment(child, position, self.prefixes)
        if local(child) not in SILENT and not local(child).endswith("EventDefinition"):
            self.silent[local(child)] += 1
        return fragment(child, position, self.prefixes)


@dataclass(slots=True)
class _Names:
    """The names of a flow's parts by their identifiers in the file."""

    messages: Mapping[str, str]
    nodes: dict[str, str] = field(default_factory=dict)
    edges: dict[str, str] = field(default_factory=dict)
    of_nodes: set[str] = field(default_factory=set)
    """The names of nodes that are taken."""
    of_edges: set[str] = field(default_factory=set)
    """The same of edges."""

    def node(self, identifier: str) -> str:
        """Return the name of a node."""
        return _named(self.nodes, self.of_nodes, identifier)

    def edge(self, identifier: str) -> str:
        """Return the name of an edge."""
        return _named(self.edges, self.of_edges, identifier)


def _named(names: dict[str, str], taken: set[str], identifier: str) -> str:
    """Return the name of an identifier, a new one that is still free."""
    if identifier not in names:
        names[identifier] = _free(slug(identifier), taken)
        taken.add(names[identifier])
    return names[identifier]


def _free(name: str, taken: set[str]) -> str:
    """Return a name, with a number when it is taken."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def named(element: Any) -> Fields:
    """Return the label of an element that has a name."""
    text = element.get("name")
    return {} if text is None else {"label": {"en": text, "zh-CN": text}}


def condition_of(element: Any) -> str | None:
    """Return the condition of a sequence flow."""
    part = next((each for each in element if local(each) == "conditionExpression"), None)
    return None if part is None else (part.text or "").strip() or None


_TAKEN = frozenset({"id", "name", "attachedToRef", "default", "sourceRef", "targetRef"})


def _others(element: Any) -> dict[str, str]:
    """Return the attributes that have no place of their own."""
    return {name: text for name, text in element.attrib.items() if name not in _TAKEN}


def _own_part(element: Any) -> Any:
    """Return the element with the product's own settings, None without one."""
    for part in element:
        if local(part) == "extensionElements":
            for each in part:
                if space(each) == OWN:
                    return each
    return None


def _own(element: Any, tag: str) -> Fields:
    """Return the product's own settings of an element."""
    part = _own_part(element)
    if part is None or local(part) != tag:
        return {}
    try:
        found = json.loads(part.text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _without_own(element: Any) -> list[Any]:
    """Return the parts of an element without the product's own settings."""
    part = _own_part(element)
    if part is None:
        return list(element)
    holder = part.getparent()
    if part.get("alone") == "true":
        return [each for each in element if each is not holder]
    holder.remove(part)
    return list(element)


def _given(fields: Fields) -> Fields:
    """Return settings without those that were taken away."""
    return {name: value for name, value in fields.items() if value is not None}


def _edge_fields(element: Any, name: str, ends: tuple[str, str], *, default: bool) -> Fields:
    """Return the settings of an edge, as the standard's own words say."""
    fields: Fields = {"name": name, "source": ends[0], "target": ends[1], "default": default, **named(element)}
    condition = condition_of(element)
    if condition and not default:
        fields["condition"] = condition
    return fields


def messages_of(parts: Iterable[Any]) -> dict[str, str]:
    """Return the names of a document's messages and signals and the codes of its errors, by identifier."""
    return {
        each.get("id", ""): each.get("errorCode") or each.get("name") or each.get("id", "")
        for each in parts
        if local(each) in {"message", "signal", "error", "escalation"}
    }


def standard_node(element: Any, messages: Mapping[str, str], names: Mapping[str, str]) -> Node:
    """Return the node that an element stands for by the standard's own words; `names` by identifier."""
    settings = {"name": slug(element.get("id")), **named(element), **(fields_of(element, messages) or {"kind": "end"})}
    host = element.get("attachedToRef")
    if host is not None:
        settings["attached_to"] = names.get(host, slug(host))
    found = _ADAPTER.validate_python(_given(settings))
    assert isinstance(found, Node)
    return found


def standard_edge(element: Any, names: Mapping[str, str], *, default: bool) -> Edge:
    """Return the edge that a sequence flow stands for by the standard's own words; `names` of nodes by identifier."""
    ends = tuple(names.get(element.get(end), slug(element.get(end))) for end in ("sourceRef", "targetRef"))
    return Edge.model_validate(_edge_fields(element, slug(element.get("id")), (ends[0], ends[1]), default=default))

"""`write_bpmn`: flows as XML of BPMN 2.0.

What came from a file is written as it was, changed where the flow has changed. Whatever BPMN has no words for is found
by reading back what was written, and added in the product's own namespace.
"""

import json
from typing import Any

from lxml import etree

from engine_flow.bpmn.diagrams import diagram_of, drawing, drawn, redraw
from engine_flow.bpmn.elements import DEFINITIONS, slug
from engine_flow.bpmn.fragments import local, node_of
from engine_flow.bpmn.layout import laid_out
from engine_flow.bpmn.model import BOUNDS, DIAGRAM, MODEL, OWN, POINTS, BpmnModel
from engine_flow.bpmn.reader import condition_of, messages_of, standard_edge, standard_node
from engine_flow.diagram import Line, Shape
from engine_flow.edge import Edge
from engine_flow.flow import Flow
from engine_flow.kept import KeptXml
from engine_flow.node import Node
from lowcode.kernel.names import Label
from lowcode.kernel.spec import Spec

_Parts = list[tuple[int | None, Any]]
_PREFIXES: dict[str | None, str] = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": BOUNDS, "di": POINTS, "lc": OWN}


def write_bpmn(model: BpmnModel) -> bytes:
    """Return a model as XML in UTF-8."""
    prefixes: dict[str | None, str] = {name or None: uri for name, uri in model.prefixes.items() if name != "xml"}
    if MODEL not in prefixes.values():
        prefixes = {**_PREFIXES, **prefixes}
    return _Writer(model, prefixes).document()


class _Writer:
    """Writes one document."""

    def __init__(self, model: BpmnModel, prefixes: dict[str | None, str]) -> None:
        """Take the model, and give every part an identifier."""
        self.model = model
        self.prefixes = prefixes
        self.messages = messages_of(map(node_of, model.kept.fragments))
        self.used: set[str] = set()
        for flow in model.flows:
            for kept in (flow.kept, *(node.kept for node in flow.nodes), *(edge.kept for edge in flow.edges)):
                if kept is not None and kept.id:
                    self.used.add(kept.id)
        self.flows = {flow.name: self._identifier(flow, "process_") for flow in model.flows}
        self.nodes = {flow.name: {node.name: self._identifier(node) for node in flow.nodes} for flow in model.flows}
        self.edges = {
            flow.name: {edge.name: self._identifier(edge, "edge_") for edge in flow.edges} for flow in model.flows
        }
        self.names = {flow: {one: name for name, one in nodes.items()} for flow, nodes in self.nodes.items()}
        """The names of nodes by their identifiers."""
        self.references = {flow: set(edges.values()) for flow, edges in self.edges.items()}
        """The identifiers of edges."""

    def _identifier(self, part: Flow | Node | Edge, prefix: str = "") -> str:
        """Return the identifier of a part in the file, a new one for a new part."""
        if part.kept is not None and part.kept.id:
            return part.kept.id
        found = base = prefix + part.name
        number = 1
        while found in self.used:
            number += 1
            found = f"{base}_{number}"
        self.used.add(found)
        return found

    def document(self) -> bytes:
        """Return the whole document."""
        root: Any = etree.Element(f"{{{MODEL}}}definitions", nsmap=self.prefixes)
        attributes = dict(self.model.kept.attributes) or {"targetNamespace": OWN}
        for name, text in attributes.items():
            root.set(name, text)
        parts: _Parts = [(_place(flow.kept), self.flow(flow)) for flow in self.model.flows]
        parts += [(piece.position, node_of(piece)) for piece in self.model.kept.fragments]
        _arrange(root, parts)
        self._draw(root)
        _indent(root)
        for piece in self.model.before:
            root.addprevious(node_of(piece))
        return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True) + b"\n"

    # --- flows ------------------------------------------------------------------------------------------------

    def flow(self, flow: Flow) -> Any:
        """Return a flow as a process."""
        kept = flow.kept or KeptXml(attributes={"isExecutable": "true"})
        process: Any = etree.Element(f"{{{MODEL}}}process", nsmap=self.prefixes)
        process.set("id", self.flows[flow.name])
        for name, text in kept.attributes.items():
            process.set(name, text)
        label = Label(en=flow.name, zh_cn=flow.name)
        if flow.label != label or flow.kept is None:
            process.set("name", flow.label.en)
            label = Label(en=flow.label.en, zh_cn=flow.label.en)
        parts: _Parts = [(piece.position, node_of(piece)) for piece in kept.fragments]
        parts += [(_place(node.kept), self.node(flow, node)) for node in flow.nodes]
        parts += [(_place(edge.kept), self.edge(flow, edge)) for edge in flow.edges]
        _arrange(process, parts)
        standard: dict[str, Any] = {"name": slug(self.flows[flow.name]), "label": _plain(label)}
        data = flow.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        own = {
            name: value for name, value in data.items()
            if name not in {"nodes", "edges", "diagram", "kept"} and standard.get(name) != value
        }  # fmt: skip
        _add_own(process, "flow", own)
        return process

    def node(self, flow: Flow, node: Node) -> Any:
        """Return a node as an element."""
        kept = node.kept or KeptXml()
        identifier = self.nodes[flow.name][node.name]
        element: Any = etree.Element(f"{{{MODEL}}}{kept.tag or node.bpmn}", nsmap=self.prefixes)
        element.set("id", identifier)
        if node.label is not None:
            element.set("name", node.label.en)
        host = getattr(node, "attached_to", None)
        if host is not None:
            element.set("attachedToRef", self.nodes[flow.name].get(host, host))
        for name, text in kept.attributes.items():
            element.set(name, text)
        interrupting = getattr(node, "interrupting", None)
        if interrupting is not None and interrupting != (element.get("cancelActivity", "true") != "false"):
            element.set("cancelActivity", "true" if interrupting else "false")
        default = next((each for each in flow.plan.outgoing[node.name] if each.default), None)
        if default is not None:
            element.set("default", self.edges[flow.name][default.name])
        self._parts(flow, node, element, kept)
        definition = DEFINITIONS.get(str(getattr(node, "kind", "")))
        if node.kept is None and definition is not None:
            element.append(_definition(node, definition))
        read = standard_node(element, self.messages, self.names[flow.name])
        _add_own(element, "node", _difference(node, read))
        return element

    def _parts(self, flow: Flow, node: Node, element: Any, kept: KeptXml) -> None:
        """Add the kept parts of a node, and the references to its edges."""
        edges = self.edges[flow.name]
        wanted = {
            "incoming": [edges[each.name] for each in flow.plan.incoming[node.name]],
            "outgoing": [edges[each.name] for each in flow.plan.outgoing[node.name]],
        }
        named = dict.fromkeys(wanted, False)
        known = self.references[flow.name]
        for piece in kept.fragments:
            part = node_of(piece)
            tag = local(part)
            reference = (part.text or "").strip().rpartition(":")[2] if tag in wanted else ""
            if tag in wanted:
                named[tag] = True
                if reference in wanted[tag]:
                    wanted[tag].remove(reference)
                elif reference in known or self._gone(reference):
                    continue
            element.append(part)
        for tag, references in wanted.items():
            if node.kept is None or named[tag]:
                for reference in references:
                    etree.SubElement(element, f"{{{MODEL}}}{tag}").text = reference

    def _gone(self, reference: str) -> bool:
        """Return whether a reference leads to nothing in the flows or what was kept of the file."""
        whole = [piece.xml for flow in self.model.flows if flow.kept for piece in flow.kept.fragments]
        return not any(f'id="{reference}"' in text for text in whole)

    def edge(self, flow: Flow, edge: Edge) -> Any:
        """Return an edge as a sequence flow."""
        kept = edge.kept or KeptXml()
        element: Any = etree.Element(f"{{{MODEL}}}sequenceFlow", nsmap=self.prefixes)
        element.set("id", self.edges[flow.name][edge.name])
        if edge.label is not None:
            element.set("name", edge.label.en)
        element.set("sourceRef", self.nodes[flow.name].get(edge.source, edge.source))
        element.set("targetRef", self.nodes[flow.name].get(edge.target, edge.target))
        for name, text in kept.attributes.items():
            element.set(name, text)
        for piece in kept.fragments:
            element.append(node_of(piece))
        if (condition_of(element) or "") != (edge.condition or "") and not edge.default:
            part = next((each for each in element if local(each) == "conditionExpression"), None)
            if edge.condition is None:
                element.remove(part)
            else:
                if part is None:
                    part = etree.SubElement(element, f"{{{MODEL}}}conditionExpression")
                part.text = str(edge.condition)
        read = standard_edge(element, self.names[flow.name], default=edge.default)
        _add_own(element, "edge", _difference(edge, read))
        return element

    # --- diagrams ---------------------------------------------------------------------------------------------

    def _draw(self, root: Any) -> None:
        """Write the diagrams of the flows into those of the document."""
        for flow in self.model.flows:
            nodes, edges = self.nodes[flow.name], self.edges[flow.name]
            diagram = flow.diagram
            if diagram is None and not drawn(root) and flow.kept is None:
                diagram = laid_out(flow)
            before = diagram_of(
                root, {each: name for name, each in nodes.items()}, {each: name for name, each in edges.items()}
            )
            old: dict[str, Shape | Line] = {}
            if before is not None:
                old = {nodes[each.node]: each for each in before.shapes}
                old.update({edges[each.edge]: each for each in before.lines})
            new: dict[str, Shape | Line] = {}
            if diagram is not None:
                new = {nodes[each.node]: each for each in diagram.shapes if each.node in nodes}
                new.update({edges[each.edge]: each for each in diagram.lines if each.edge in edges})
            for part in drawn(root):
                reference = (part.get("bpmnElement") or "").rpartition(":")[2]
                if reference in new and new[reference] != old.get(reference):
                    redraw(part, old.get(reference), new[reference])
            missing = {each: one for each, one in new.items() if each not in old}
            if missing:
                plane = _plane(root, self.flows[flow.name])
                for reference, one in missing.items():
                    plane.append(drawing(reference, one))
        self._erase(root)

    def _erase(self, root: Any) -> None:
        """Take shapes away whose element is gone."""
        present = {each.get("id") for each in root.iter(etree.Element) if each.get("id")}
        for part in drawn(root):
            reference = part.get("bpmnElement") or ""
            if reference and ":" not in reference and reference not in present:
                part.getparent().remove(part)


def _place(kept: KeptXml | None) -> int | None:
    """Return where a part stood in its file."""
    return None if kept is None else kept.position


def _arrange(parent: Any, parts: _Parts) -> None:
    """Add parts in the order of their places, those without one at the end."""
    known = [each for each in parts if each[0] is not None]
    for _, part in sorted(known, key=lambda each: each[0] or 0):
        parent.append(part)
    for place, part in parts:
        if place is None:
            parent.append(part)


def _plain(part: Spec) -> dict[str, Any]:
    """Return a Spec as plain data."""
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _difference(part: Node | Edge, read: Spec) -> dict[str, Any]:
    """Return the settings that reading the standard's own words does not give back."""
    data, standard = _plain(part), _plain(read)
    if data.get("kind") != standard.get("kind"):
        same = {name for name in ("name", "label", "attached_to") if standard.get(name) == data.get(name)}
        return {name: value for name, value in data.items() if name not in {"kept", *same}}
    found = {name: value for name, value in data.items() if name != "kept" and standard.get(name) != value}
    return {**found, **{name: None for name in standard if name not in data and name != "kept"}}


def _add_own(element: Any, tag: str, settings: dict[str, Any]) -> None:
    """Add settings in the product's own namespace."""
    if not settings:
        return
    own = etree.Element(f"{{{OWN}}}{tag}", nsmap={"lc": OWN})
    own.text = json.dumps(settings, ensure_ascii=False, sort_keys=True)
    holder = next((each for each in element if local(each) == "extensionElements"), None)
    if holder is None:
        own.set("alone", "true")
        holder = etree.Element(f"{{{MODEL}}}extensionElements")
        places = [position for position, each in enumerate(element) if local(each) == "documentation"]
        element.insert(places[-1] + 1 if places else 0, holder)
    holder.append(own)


def _definition(node: Node, tag: str) -> Any:
    """Return the event definition of a node that came from no file."""
    part = etree.Element(f"{{{MODEL}}}{tag}")
    moment = getattr(node, "moment", None)
    if moment is not None:
        kind, text = ("timeDuration", moment.after) if moment.after is not None else ("timeDate", moment.until)
        etree.SubElement(part, f"{{{MODEL}}}{kind}").text = str(text).strip('"')
    return part


def _plane(root: Any, process: str) -> Any:
    """Return the plane of a document's first diagram, a new one when it has none."""
    plane = next(iter(root.iter(f"{{{DIAGRAM}}}BPMNPlane")), None)
    if plane is None:
        diagram = etree.SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", id=f"{process}_diagram")
        plane = etree.SubElement(diagram, f"{{{DIAGRAM}}}BPMNPlane", id=f"{process}_plane", bpmnElement=process)
    return plane


def _indent(root: Any) -> None:
    """Put each part of the document and of its processes onto a line of its own; nothing inside is touched."""
    for parent, depth in [(root, 1), *((each, 2) for each in root if local(each) == "process")]:
        parts = list(parent)
        if parts:
            parent.text = "\n" + "  " * depth
            for part in parts:
                part.tail = "\n" + "  " * (depth - (part is parts[-1]))

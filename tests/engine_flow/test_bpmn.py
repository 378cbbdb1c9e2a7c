"""Shows that files of BPMN survive reading and writing, that changes show in them, and that own flows come back."""

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from engine_flow.bpmn.model import BpmnModel
from engine_flow.bpmn.reader import read_bpmn
from engine_flow.bpmn.writer import write_bpmn
from engine_flow.flow import NODE_KINDS, Flow
from engine_flow.formula import Condition
from lowcode.kernel.names import label
from tests.engine_flow.drive import Drive
from tests.engine_flow.every_kind import EVERY_KIND

MODELS = Path(__file__).parents[2].parent / "shared" / "bpmn"
FILES = sorted(MODELS.glob("*.bpmn"))

SMALL = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- before -->
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x" id="d" targetNamespace="urn:t"
  xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:dd="http://www.omg.org/spec/DD/20100524/DI">
  <b:message id="M1" name="paid"/>
  <b:process id="P" name="Order" x:owner="ann">
    <b:laneSet id="L"><b:lane id="L1"><b:flowNodeRef>S</b:flowNodeRef></b:lane></b:laneSet>
    <b:startEvent id="S" x:colour="red"><b:outgoing>F1</b:outgoing></b:startEvent>
    <b:exclusiveGateway id="G" default="F3"><b:incoming>F1</b:incoming><b:outgoing>F2</b:outgoing>
      <b:outgoing>F3</b:outgoing></b:exclusiveGateway>
    <b:userTask id="T" name="Check it"><b:documentation>Look <i xmlns="">well</i>.</b:documentation>
      <b:extensionElements><x:thing n="1"/></b:extensionElements><b:incoming>F2</b:incoming></b:userTask>
    <b:receiveTask id="R" name="Wait" messageRef="M1"/>
    <b:scriptTask id="C" scriptFormat="js"><b:script>1 &lt; 2</b:script></b:scriptTask>
    <b:boundaryEvent id="B" attachedToRef="T" cancelActivity="false"><b:timerEventDefinition id="B1">
      <b:timeDuration xsi:type="b:tFormalExpression">PT2H</b:timeDuration></b:timerEventDefinition></b:boundaryEvent>
    <b:endEvent id="E"/>
    <b:sequenceFlow id="F1" sourceRef="S" targetRef="G"/>
    <b:sequenceFlow id="F2" name="big" sourceRef="G" targetRef="T">
      <b:conditionExpression xsi:type="b:tFormalExpression"><![CDATA[amount > 5]]></b:conditionExpression>
    </b:sequenceFlow>
    <b:sequenceFlow id="F3" sourceRef="G" targetRef="E"/>
  </b:process>
  <di:BPMNDiagram id="D"><di:BPMNPlane id="DP" bpmnElement="P">
    <di:BPMNShape id="DS" bpmnElement="S" x:z="1"><dc:Bounds x="10" y="20.5" width="36" height="36"/></di:BPMNShape>
    <di:BPMNShape id="DT" bpmnElement="T"><dc:Bounds x="100" y="20" width="100" height="80"/></di:BPMNShape>
    <di:BPMNEdge id="DF" bpmnElement="F1"><dd:waypoint x="46" y="38"/><dd:waypoint x="100" y="38"/></di:BPMNEdge>
  </di:BPMNPlane></di:BPMNDiagram>
</b:definitions>"""


def canonical(data: bytes) -> str:
    """Return XML in which order of attributes, prefixes, and white space between elements make no difference."""
    return ET.canonicalize(
        data,
        strip_text=True,
        rewrite_prefixes=True,
        with_comments=True,
        qname_aware_attrs=["{http://www.w3.org/2001/XMLSchema-instance}type"],
    )


def read(data: bytes) -> BpmnModel:
    """Return the model of a file."""
    model = read_bpmn(data).model
    assert model is not None
    return model


def changed(model: BpmnModel, **fields: Any) -> bytes:
    """Return the file of a model whose first flow has other parts."""
    flow = Flow.model_validate({**{name: getattr(model.flows[0], name) for name in Flow.model_fields}, **fields})
    return write_bpmn(model.model_copy(update={"flows": (flow, *model.flows[1:])}))


@pytest.mark.skipif(not FILES, reason="the reference models are not here: ../shared/bpmn")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_reference_model_survives(file: Path) -> None:
    data = file.read_bytes()
    model = read(data)
    assert any(flow.nodes for flow in model.flows)
    written = write_bpmn(model)
    assert canonical(written) == canonical(data)
    again = BpmnModel.model_validate_json(model.model_dump_json(by_alias=True))
    assert write_bpmn(again) == written
    assert read(written) == model


@pytest.mark.skipif(not FILES, reason="the reference models are not here: ../shared/bpmn")
def test_what_has_no_effect_is_named() -> None:
    found = read_bpmn((MODELS / "B.2.0.bpmn").read_bytes()).diagnostics
    kept = {each.message.en.split("`")[1] for each in found if each.code == "bpmn-kept-only"}
    assert {"dataObject", "laneSet", "messageFlow"} & kept
    assert any(each.code == "bpmn-stands-for" and each.path.startswith("/flows/") for each in found)


def test_a_small_file_is_understood_and_survives() -> None:
    model = read(SMALL)
    (flow,) = model.flows
    nodes = {node.name: node for node in flow.nodes}
    assert [getattr(node, "kind", "") for node in flow.nodes] == [
        "button_start", "exclusive_gateway", "user_task", "message_wait", "service_task", "boundary_timer", "end",
    ]  # fmt: skip
    assert getattr(nodes["r"], "message", "") == "paid"
    assert getattr(nodes["b"], "interrupting", True) is False
    assert getattr(nodes["b"], "moment").after == '"PT2H"'  # noqa: B009 - of one kind only
    edges = {edge.name: edge for edge in flow.edges}
    assert edges["f2"].condition == "amount > 5"
    assert edges["f3"].default
    assert flow.diagram is not None
    assert flow.diagram.shapes[0].bounds.y == 20.5
    assert canonical(write_bpmn(model)) == canonical(SMALL)


def test_changes_show_in_the_file_and_the_rest_stays() -> None:
    model = read(SMALL)
    (flow,) = model.flows
    assert flow.diagram is not None
    nodes = [
        node.model_copy(update={"label": label("Look", "看")}) if node.name == "t" else node
        for node in flow.nodes
        if node.name != "c"
    ]
    edges = [
        edge.model_copy(update={"condition": Condition("amount > 9")}) if edge.name == "f2" else edge
        for edge in flow.edges
    ]
    shape = flow.diagram.shapes[0]
    moved = shape.model_copy(update={"bounds": shape.bounds.model_copy(update={"x": 99.0})})
    diagram = flow.diagram.model_copy(update={"shapes": (moved, *flow.diagram.shapes[1:])})
    written = changed(
        model,
        nodes=[_plain(node) for node in nodes],
        edges=[_plain(edge) for edge in edges],
        diagram=diagram,
    )
    text = written.decode()
    assert 'name="Look"' in text
    assert "看" in text
    assert "scriptTask" not in text
    assert "amount &gt; 9" in text
    assert 'x="99"' in text
    assert '<x:thing n="1"' in text
    again = read(written)
    assert [node.name for node in again.flows[0].nodes] == [node.name for node in nodes]
    assert again.flows[0].nodes[2].label is not None
    assert again.flows[0].nodes[2].label.zh_cn == "看"
    assert again.flows[0].edges[1].condition == "amount > 9"


def _plain(part: Any) -> Any:
    """Return a Spec as the data that it is read from."""
    return part.model_dump(mode="json", by_alias=True)


def test_a_node_that_is_removed_takes_its_references_and_shape_along() -> None:
    model = read(SMALL)
    (flow,) = model.flows
    written = changed(
        model,
        nodes=[_plain(node) for node in flow.nodes if node.name not in {"t", "b"}],
        edges=[_plain(edge) for edge in flow.edges if edge.name != "f2"],
    ).decode()
    assert 'bpmnElement="T"' not in written
    assert "F2" not in written
    assert "F3" in written


def test_an_own_flow_comes_back_with_every_setting() -> None:
    assert {getattr(node, "kind", "") for node in EVERY_KIND.nodes} == set(NODE_KINDS)
    written = write_bpmn(BpmnModel(flows=(EVERY_KIND,)))
    (flow,) = read(written).flows
    assert _bare(flow) == _bare(EVERY_KIND)
    assert flow.diagram is not None
    assert {shape.node for shape in flow.diagram.shapes} == {node.name for node in EVERY_KIND.nodes}
    assert canonical(write_bpmn(read(written))) == canonical(written)
    assert read_bpmn(written).diagnostics == ()


def _bare(flow: Flow) -> Any:
    """Return a flow as data without what its file adds."""
    data = flow.model_dump(mode="json", by_alias=True, exclude={"kept", "diagram"})
    for part in (*data["nodes"], *data["edges"]):
        part.pop("kept")
    return data


def test_an_imported_flow_runs() -> None:
    (flow,) = read(SMALL).flows
    drive = Drive(flow, {"amount": 1}).start()
    assert drive.status == "completed"
    other = Drive(flow, {"amount": 6}).start()
    assert other.asked() == [("t", "ann")]


@pytest.mark.parametrize(
    "data",
    [
        b"no xml",
        b"<definitions/>",
        b'<!DOCTYPE d [<!ENTITY e "x">]><d>&e;</d>',
        b'<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/"/>',
    ],
)
def test_another_file_is_refused(data: bytes) -> None:
    found = read_bpmn(data)
    assert found.model is None
    assert [each.code for each in found.diagnostics] == ["not-bpmn"]


MODEL_START = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="P">'
SOUND = b'<startEvent id="S"/><endEvent id="E"/><sequenceFlow id="F" sourceRef="S" targetRef="E"/>'
MODEL_END = b"</process></definitions>"
BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 20) for at in range(9)
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01",
        BOMB + MODEL_START + b"<documentation>&j;</documentation>" + SOUND + MODEL_END,
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + MODEL_START + SOUND + MODEL_END,
        b'<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">' + MODEL_START + SOUND + MODEL_END,
        MODEL_START + b"<extensionElements>" + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</extensionElements>" + MODEL_END,
        (MODEL_START + SOUND + MODEL_END).replace(b"20100524", b"19990101"),
        MODEL_START + b'<startEvent id="S"/><userTask id="S"/>' + MODEL_END,
        b'<?xml version="1.0" encoding="ascii"?>' + MODEL_START + b'<userTask id="\xe5"/>' + MODEL_END,
    ],
)
def test_hostile_and_broken_files_are_refused_in_words(data: bytes) -> None:
    read = read_bpmn(data)
    assert read.model is None
    (one,) = read.diagnostics
    assert (one.code, one.hint is not None) == ("not-bpmn", True)


def test_an_edge_that_leads_nowhere_is_named_and_kept() -> None:
    data = MODEL_START + SOUND + b'<sequenceFlow id="G" name="later" sourceRef="S" targetRef="Z"/>' + MODEL_END
    read = read_bpmn(data)
    assert read.model is not None
    assert [(one.code, one.path) for one in read.diagnostics] == [("bpmn-edge-leads-nowhere", "/flows/0")]
    assert "`later` leads from `S` to `Z`" in read.diagnostics[0].message.en
    assert b'targetRef="Z"' in write_bpmn(read.model)

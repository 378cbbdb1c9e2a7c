"""Files of DMN: read, written, read again; what they hold beyond the product's words is kept."""

from pathlib import Path

import pytest
from lxml import etree

from engine_rules.boxed.decision_table import TableExpression
from engine_rules.decisions.decider import Decider
from engine_rules.decisions.model import Decision, Model
from engine_rules.dmn.namespaces import VERSIONS
from engine_rules.dmn.reader import read_dmn
from engine_rules.dmn.writer import write_dmn
from engine_rules.hit_policies.collect import CollectHitPolicy

MODELS = Path(__file__).parents[2].parent / "shared" / "dmn" / "models"
FILES = sorted(MODELS.rglob("*.dmn"))

SAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<!-- before -->
<d:definitions xmlns:d="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:v="http://vendor.example/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" name="Prices" namespace="http://example.com/prices"
    id="m1" v:colour="red" exporter="Some Tool" exporterVersion="1">
  <d:description>价格 &amp; discounts</d:description>
  <d:extensionElements><v:note v:by="me">kept <v:b>as it</v:b> is</v:note></d:extensionElements>
  <d:itemDefinition name="tLevel" isCollection="false" id="t1">
    <d:typeRef>string</d:typeRef>
    <d:allowedValues id="a1"><d:text>"高","低"</d:text></d:allowedValues>
  </d:itemDefinition>
  <d:inputData name="Level" id="i1" label="客户级别"><d:variable name="Level" typeRef="tLevel"/></d:inputData>
  <d:decision name="Discount" id="d1">
    <d:question>How much?</d:question>
    <d:allowedAnswers>A share</d:allowedAnswers>
    <d:variable name="Discount" typeRef="number"/>
    <d:informationRequirement id="r1"><d:requiredInput href="#i1"/></d:informationRequirement>
    <d:authorityRequirement id="r2"><d:requiredAuthority href="#k1"/></d:authorityRequirement>
    <!-- the table -->
    <d:decisionTable id="dt" hitPolicy="COLLECT" aggregation="MAX" preferredOrientation="Rule-as-Column">
      <d:input id="in1" label="level"><d:inputExpression typeRef="tLevel"><d:text>Level</d:text></d:inputExpression>
      </d:input>
      <d:output id="o1" name="rate" typeRef="number"/>
      <d:annotation name="why"/>
      <d:rule id="ru1"><d:description>good ones</d:description>
        <d:inputEntry id="c1"><d:text>"高"</d:text></d:inputEntry>
        <d:outputEntry id="c2"><d:text>0.2</d:text></d:outputEntry>
        <d:annotationEntry><d:text>loyal</d:text></d:annotationEntry></d:rule>
      <d:rule id="ru2"><d:inputEntry><d:text>-</d:text></d:inputEntry>
        <d:outputEntry><d:text>0.1</d:text></d:outputEntry><d:annotationEntry><d:text/></d:annotationEntry></d:rule>
    </d:decisionTable>
  </d:decision>
  <d:knowledgeSource name="Policy" id="k1"/>
  <dmndi:DMNDI><dmndi:DMNDiagram id="g1"><dmndi:DMNShape dmnElementRef="d:i1" id="s1"/></dmndi:DMNDiagram></dmndi:DMNDI>
</d:definitions>
""".encode()


def canonical(data: bytes) -> bytes:
    """The document without the white space between elements, in canonical form."""
    root = etree.fromstring(data)
    for node in root.iter():
        if isinstance(node.tag, str) and not (node.text or "").strip():
            node.text = None
        if not (node.tail or "").strip():
            node.tail = None
    return etree.tostring(root, method="c14n", with_comments=True)


def model_of(data: bytes) -> Model:
    read = read_dmn(data)
    assert read.model is not None, [found.text() for found in read.diagnostics]
    return read.model


def test_what_a_file_says_is_written_back() -> None:
    assert canonical(write_dmn(model_of(SAMPLE))) == canonical(SAMPLE)


def test_reading_what_was_written_gives_the_same_model() -> None:
    model = model_of(SAMPLE)
    assert model_of(write_dmn(model)) == model


def test_a_model_is_metadata_and_survives_json() -> None:
    model = model_of(SAMPLE)
    assert Model.model_validate_json(model.model_dump_json(exclude_defaults=True)) == model


def test_words_of_the_schema_become_words_of_the_product() -> None:
    model = model_of(SAMPLE)
    decision = model.elements[1]
    assert isinstance(decision, Decision)
    table = decision.expression
    assert isinstance(table, TableExpression)
    assert table.hit_policy == CollectHitPolicy(kind="collect", aggregation="max")
    assert table.orientation == "rule_as_column"
    assert table.rules[0].annotations[0].text == "loyal"
    assert table.rules[0].description == "good ones"
    assert decision.question == "How much?"
    assert model.version == "1.3"
    assert model.description == "价格 & discounts"


def test_what_has_no_effect_is_named_with_its_place() -> None:
    found = {(one.path, one.message.en.split("`")[1]) for one in read_dmn(SAMPLE).diagnostics}
    assert found == {("", "@colour"), ("", "knowledgeSource"), ("/elements/1", "authorityRequirement")}
    assert {one.severity for one in read_dmn(SAMPLE).diagnostics} == {"info"}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_written_and_read(version: str) -> None:
    written = write_dmn(model_of(SAMPLE), version)
    again = model_of(written)
    assert again.version == version
    names = VERSIONS[version]
    assert etree.fromstring(written).tag == f"{{{names.model}}}definitions"
    assert names.diagram.encode() in written
    assert canonical(write_dmn(again, "1.3")) == canonical(SAMPLE)


def test_a_version_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.9"):
        write_dmn(model_of(SAMPLE), "1.9")


def test_a_newer_version_is_read_by_its_date() -> None:
    newer = SAMPLE.replace(b"20191111", b"20300101")
    assert canonical(write_dmn(model_of(newer))) == canonical(newer)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<definitions/>",
        b'<definitions xmlns="http://example.com/"/>',
        b'<!DOCTYPE d [<!ENTITY a "b">]>' + SAMPLE.split(b"?>", 1)[1],
        SAMPLE.replace(b"</d:definitions>", b""),
        SAMPLE.replace(b'typeRef="tLevel"><d:text>Level</d:text>', b'typeRef="tLevel">&evil;'),
    ],
)
def test_what_is_no_model_is_refused_with_a_diagnostic(data: bytes) -> None:
    read = read_dmn(data)
    assert read.model is None
    assert [one.code for one in read.diagnostics if one.severity == "error"] == ["not-a-dmn-file"]


@pytest.mark.parametrize(
    ("good", "bad", "path"),
    [(b"Rule-as-Column", b"Upside-Down", "/elements/1"), (b"inputExpression", b"other", "/elements/1/expression")],
)
def test_a_part_that_cannot_be_read_is_kept_and_named(good: bytes, bad: bytes, path: str) -> None:
    data = SAMPLE.replace(good, bad)
    read = read_dmn(data)
    assert read.model is not None
    errors = [(one.code, one.path) for one in read.diagnostics if one.severity == "error"]
    assert errors == [("dmn-part-unreadable", path)]
    assert canonical(write_dmn(read.model)) == canonical(data)
    assert Decider([read.model]).decide("Discount", {"Level": "高"}).value is None


def test_entities_are_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("42")
    head, body = SAMPLE.split(b"<!-- before -->")
    data = head + f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode() + body.replace(b"0.2", b"&e;")
    assert read_dmn(data).model is None


@pytest.mark.skipif(not FILES, reason="the models of the standard are not here: ../shared/dmn/models")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_models_of_the_standard_are_kept(file: Path) -> None:
    data = file.read_bytes()
    model = model_of(data)
    written = write_dmn(model)
    assert canonical(written) == canonical(data)
    assert model_of(written) == model
    assert Model.model_validate_json(model.model_dump_json(exclude_defaults=True)) == model

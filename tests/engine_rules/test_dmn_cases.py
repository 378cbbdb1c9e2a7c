"""The given decisions of the standard's models, one test each."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine_rules import typed_json
from engine_rules.operators import equal
from engine_rules.values import Value
from lowcode.services.model_cases import ModelFolder

SHARED = Path(__file__).parents[2].parent / "shared" / "dmn"
CASES = SHARED / "given.jsonl"
TOLERANCE = Decimal("1e-8")

pytestmark = pytest.mark.skipif(not CASES.is_file(), reason=f"the models of the standard are not here: {CASES.name}")


def cases() -> list[dict[str, Any]]:
    if not CASES.is_file():
        return []
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def same(left: Value, right: Value) -> bool:
    """Numbers may differ in the ninth decimal, as the suite's own runners allow."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return abs(left - right) < TOLERANCE
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    return equal(left, right) is True


@pytest.fixture(scope="module")
def folder() -> ModelFolder:
    return ModelFolder(SHARED / "models")


@pytest.mark.parametrize("raw", cases(), ids=lambda raw: raw["id"])
def test_case(folder: ModelFolder, raw: dict[str, Any]) -> None:
    answer = folder.answer(json.dumps(raw))
    assert same(answer.value, typed_json.read(raw["expected"])), [found.text() for found in answer.warnings]
    if raw["error"]:
        assert answer.warnings, "an error must say where"


@pytest.mark.parametrize("raw", [raw for raw in cases() if not raw["invocable"]], ids=lambda raw: raw["id"])
def test_the_fast_way_gives_the_same(folder: ModelFolder, raw: dict[str, Any]) -> None:
    inputs = {name: typed_json.read(value) for name, value in raw["inputs"].items()}
    found = folder.decider(tuple(raw["dmn"])).evaluate(raw["decision"], inputs)
    assert same(found, typed_json.read(raw["expected"]))


def test_all_cases_are_asked() -> None:
    assert len(cases()) == 146

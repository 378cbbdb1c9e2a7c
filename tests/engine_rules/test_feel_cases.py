"""The cases of the standard, one test each, and the share of those that expect a value."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine_rules import typed_json
from engine_rules.operators import equal
from engine_rules.values import Value
from lowcode.services.cases import Answer, answer_in_python, read_case

CASES = Path(__file__).parents[2].parent / "shared" / "feel" / "given.jsonl"
TOLERANCE = Decimal("1e-8")

pytestmark = pytest.mark.skipif(not CASES.is_file(), reason=f"the cases of the standard are not here: {CASES.name}")


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


def answered(raw: dict[str, Any]) -> tuple[Answer, Value]:
    """The answer, and the value of the fast function, which must be the same."""
    case = read_case(json.dumps(raw))
    assert not isinstance(case, Answer)
    return answer_in_python(case), case.expression().evaluate(case.values)


@pytest.mark.parametrize("raw", cases(), ids=lambda raw: raw["id"])
def test_case(raw: dict[str, Any]) -> None:
    answer, fast = answered(raw)
    assert same(answer.value, typed_json.read(raw["expected"])), [found.text() for found in answer.warnings]
    if raw["error"]:
        assert answer.warnings, "an error must say where"
    if not raw["type"]:
        assert same(fast, answer.value), "the fast and the traced function differ"


def test_every_case_that_expects_a_value_gets_it() -> None:
    expecting = [raw for raw in cases() if raw["expected"]["t"] != "null"]
    wrong = [raw["id"] for raw in expecting if not same(answered(raw)[0].value, typed_json.read(raw["expected"]))]
    assert len(expecting) == 1129
    assert wrong == []

"""The browser target: its JSON, what it refuses, and that it says what the Python target says."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine_rules import codes, typed_json
from engine_rules import types as t
from engine_rules.expression import Expression
from engine_rules.function import Function
from engine_rules.library import FUNCTIONS
from engine_rules.operators import equal
from engine_rules.scope import Scope
from engine_rules.targets.browser import browser_program, type_json
from engine_rules.values import Value
from lowcode.cli.node import SCRIPT, BrowserTarget
from lowcode.services.cases import Answer, Case, answer_in_python, read_case

CASES = Path(__file__).parents[2].parent / "shared" / "feel" / "given.jsonl"
TOLERANCE = Decimal("1e-8")
TODAY = {"now", "today"}

built = pytest.mark.skipif(not SCRIPT.is_file(), reason="the interpreter is not built: npm run build:language")


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserTarget]:
    with BrowserTarget() as target:
        yield target


def tree(text: str, names: dict[str, t.Type] | None = None) -> Any:
    found = Expression(text, Scope(names))
    assert found.tree is not None
    return browser_program(found.tree).tree


def same(left: Value, right: Value) -> bool:
    """Numbers may differ in the ninth decimal, as the suite's own runners allow."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return abs(left - right) < TOLERANCE
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    return equal(left, right) is True


# --- the JSON ---------------------------------------------------------------------------------------------------------


def test_constants_are_themselves_and_numbers_keep_their_digits() -> None:
    assert tree('["a", true, null]') == ["list", ["a", True, None]]
    assert tree("12345678901234567890.10") == ["n", "12345678901234567890.10"]
    assert tree('@"2026-05-01T08:00:00@Asia/Shanghai"') == ["@", "date and time", "2026-05-01T08:00:00@Asia/Shanghai"]


def test_names_are_inputs_slots_and_functions() -> None:
    written = tree("for l in lines return count(l)", {"lines": t.LIST})
    assert written == [
        "for", 0, 30,
        [[4, 14, 0, ["input", 9, 14, "lines"], None]],
        ["call", 22, 30, ["builtin", "count"], [["local", 0]]],
        -1,
    ]  # fmt: skip


def test_what_stands_for_a_call_is_written_in_its_place() -> None:
    text = json.dumps(tree("SUMIF(lines, item.amount > 3, item.amount)", {"lines": t.LIST}))
    assert "SUMIF" not in text
    assert '["builtin", "sum"]' in text


def test_types_are_written_with_their_parts() -> None:
    kind = t.parse_type("list<context<a: number, b: range<date>>>")
    assert type_json(kind) == ["list", ["context", {"a": "number", "b": ["range", "date"]}]]
    assert type_json(t.FUNCTION) == ["function", None, "Any"]


def test_a_result_is_converted_to_its_type() -> None:
    found = Expression("1", Scope()).tree
    assert found is not None
    assert browser_program(found, t.ListType(t.NUMBER)).tree == ["as", ["list", "number"], ["n", "1"]]


def test_a_function_of_another_language_is_refused_with_its_place() -> None:
    text = '{f: function(x) external {java: {class: "java.lang.Math", method signature: "abs(double)"}}}'
    found = Expression(text, Scope()).tree
    assert found is not None
    program = browser_program(found)
    assert program.tree is None
    (refused,) = program.diagnostics
    assert refused.code == codes.NOT_ON_TARGET.code
    assert refused.span is not None
    assert text[slice(*refused.span)].startswith("function(x)")
    assert "浏览器" in refused.message.zh_cn


# --- the same meaning -------------------------------------------------------------------------------------------------


def examples(function: Function) -> list[Case]:
    texts = [text for one in function.examples for text in (one.expression, one.result)]
    return [Case(text, text, {}) for text in texts]


@pytest.fixture(scope="module")
def told(browser: BrowserTarget) -> dict[str, Answer]:
    """What the browser answers to all examples, asked at once."""
    cases = [case for function in FUNCTIONS.values() if function.browser for case in examples(function)]
    return {answer.id: answer for answer in browser.answers(cases)}


@built
@pytest.mark.parametrize("function", [one for one in FUNCTIONS.values() if one.browser], ids=lambda one: one.kind)
def test_examples_give_the_same_as_in_python(function: Function, told: dict[str, Answer]) -> None:
    for case in examples(function):
        ours, theirs = answer_in_python(case), told[case.id]
        if not TODAY & set(case.expr.replace("(", " ").split()):
            assert same(theirs.value, ours.value), f"{case.expr} is {theirs.value!r}, not {ours.value!r}"
        assert {found.code for found in theirs.warnings} == {found.code for found in ours.warnings}, case.expr


@built
@pytest.mark.skipif(not CASES.is_file(), reason=f"the cases of the standard are not here: {CASES.name}")
def test_the_cases_of_the_standard_give_what_they_expect(browser: BrowserTarget) -> None:
    raws = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    cases = [case for raw in raws if isinstance(case := read_case(json.dumps(raw)), Case)]
    answers = {answer.id: answer for answer in browser.answers(cases)}
    wrong = [raw["id"] for raw in raws if not same(answers[raw["id"]].value, typed_json.read(raw["expected"]))]
    silent = [raw["id"] for raw in raws if raw["error"] and not answers[raw["id"]].warnings]
    assert len(answers) == len(raws) == 1998
    assert wrong == []
    assert silent == []


@built
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(for i in 1..3 return function() i)[2]()", Decimal(2)),
        ("{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(25)}.r", Decimal(15511210043330985984000000)),
        ("for i in 1..4 return if i = 1 then 1 else partial[-1] * i", [Decimal(n) for n in (1, 2, 6, 24)]),
        ('{__proto__: 1, constructor: "x"}.constructor', "x"),
        ('count("中文" & "\\U01F40E" & null) + string length("\\U01F40E")', Decimal(2)),
        ('string({a: [1, null], "b c": @"P1D"})', "{a: [1, null], b c: P1D}"),
        ('string(@"2024-03-31T01:59:59@Europe/Berlin" + @"PT1S")', "2024-03-31T03:00:00@Europe/Berlin"),
        ("1 / 3 * 3", Decimal("0.9999999999999999999999999999999999")),
    ],
)  # fmt: skip
def test_the_browser_gives(text: str, value: Value, browser: BrowserTarget) -> None:
    (answer,) = browser.answers([Case("", text, {})])
    assert same(answer.value, value), answer


@built
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("for i in 1..1000000000 return i", "step-limit"),
        ("{f: function(n) f(n), r: f(1)}.r", "call-limit"),
        ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|a|aa)+$")', "time-limit"),
        ('count(for i in 1..40 return if i = 1 then "ab" else partial[-1] & partial[-1])', "size-limit"),
    ],
)
def test_what_never_ends_is_ended(text: str, code: str, browser: BrowserTarget) -> None:
    (answer,) = browser.answers([Case("", text, {})])
    assert answer.value is None
    assert code in {found.code for found in answer.warnings}

"""Decision tables: hit policies, aggregations, defaults, allowed values, and what is wrong with a table."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from engine_rules import types as t
from engine_rules.decision_table import HIT_POLICIES, DecisionTable, OutputClause, table
from engine_rules.decisions.compiled_table import CompiledTable, compile_table
from engine_rules.decisions.element import cell
from engine_rules.decisions.hit_policy import HitPolicy
from engine_rules.scope import Scope

NAMES = {"amount": t.NUMBER, "intent": t.STRING, "vip": t.BOOLEAN, "tags": t.ListType(t.STRING)}


def policy(kind: str, **more: Any) -> HitPolicy:
    return HIT_POLICIES[kind].model_validate({"kind": kind, **more})


def compiled(made: DecisionTable, names: Mapping[str, t.Type] = NAMES) -> CompiledTable:
    return compile_table(made, Scope(names))


def overlapping(made_policy: HitPolicy | None, values: str = "", default: str = "") -> CompiledTable:
    """One input, three rules that all match 150, two that match 70, none that match 10."""
    output = OutputClause(values=cell(values) if values else None, default=cell(default) if default else None)
    rows = [["> 50", '"B"'], ["> 60", '"A"'], ["> 100", '"A"']]
    return compiled(table(["amount"], [output], rows, made_policy))


def test_every_policy_of_the_standard_is_there() -> None:
    assert list(HIT_POLICIES) == ["any", "collect", "first", "output_order", "priority", "rule_order", "unique"]
    assert {HIT_POLICIES[kind].letter for kind in HIT_POLICIES} == set("UAPFROC")


@pytest.mark.parametrize(
    ("kind", "three", "two", "one", "none"),
    [
        ("unique", None, None, "B", None),
        ("any", None, None, "B", None),
        ("first", "B", "B", "B", None),
        ("priority", "A", "A", "B", None),
        ("rule_order", ["B", "A", "A"], ["B", "A"], ["B"], None),
        ("output_order", ["A", "A", "B"], ["A", "B"], ["B"], None),
        ("collect", ["B", "A", "A"], ["B", "A"], ["B"], []),
    ],
)
def test_what_each_policy_makes_of_several_hits(kind: str, three: Any, two: Any, one: Any, none: Any) -> None:
    made = overlapping(policy(kind), '"A", "B"')
    found = [made.evaluate({"amount": Decimal(amount)}) for amount in (150, 70, 55, 10)]
    assert found == [three, two, one, none]


def test_violations_say_which_rules() -> None:
    outcome = overlapping(policy("unique")).trace({"amount": Decimal(150)})
    assert outcome.value is None
    assert [found.code for found in outcome.warnings] == ["several-rules-match"]
    assert "1, 2, 3" in outcome.warnings[0].message.zh_cn
    disagree = overlapping(policy("any")).trace({"amount": Decimal(70)})
    assert [found.code for found in disagree.warnings] == ["matching-rules-disagree"]


def test_rules_that_agree_may_match_together() -> None:
    rows = [["> 1", "2 + 2"], ["> 2", "4.0"]]
    assert compiled(table(["amount"], ["x"], rows, policy("any"))).evaluate({"amount": Decimal(3)}) == 4


@pytest.mark.parametrize(
    ("aggregation", "many", "none"), [("sum", 60, None), ("min", 10, None), ("max", 30, None), ("count", 3, 0)]
)
def test_collected_outputs_are_added_up(aggregation: str, many: int, none: int | None) -> None:
    rows = [["> 1", "10"], ["> 1", "20"], ["> 1", "30"]]
    made = compiled(table(["amount"], ["x"], rows, policy("collect", aggregation=aggregation)))
    assert made.evaluate({"amount": Decimal(5)}) == many
    assert made.evaluate({"amount": Decimal(0)}) == none
    assert made.type is t.NUMBER


def test_what_cannot_be_added_up_is_null_with_a_warning() -> None:
    rows = [["-", '"a"'], ["-", '"b"']]
    outcome = compiled(table(["amount"], ["x"], rows, policy("collect", aggregation="sum"))).trace({})
    assert outcome.value is None
    assert "outputs-cannot-be-aggregated" in [found.code for found in outcome.warnings]


def test_several_outputs_are_a_context() -> None:
    rows = [["> 10", '"A"', "0.2"], ["<= 10", '"B"', "0.1"]]
    made = compiled(table(["amount"], ["level", "rate"], rows))
    assert made.evaluate({"amount": Decimal(11)}) == {"level": "A", "rate": Decimal("0.2")}
    assert str(made.type) == "context<level: string, rate: number>"
    collected = compiled(table(["amount"], ["level", "rate"], rows, policy("collect")))
    assert collected.evaluate({"amount": Decimal(1)}) == [{"level": "B", "rate": Decimal("0.1")}]


def test_priority_goes_by_the_first_output_then_the_next() -> None:
    outputs = [OutputClause(name="a", values=cell('"x", "y"')), OutputClause(name="b", values=cell("3, 2, 1"))]
    rows = [["-", '"y"', "3"], ["-", '"x"', "1"], ["-", '"x"', "2"]]
    made = compiled(table(["amount"], outputs, rows, policy("output_order")))
    assert made.evaluate({}) == [
        {"a": "x", "b": Decimal(2)},
        {"a": "x", "b": Decimal(1)},
        {"a": "y", "b": Decimal(3)},
    ]


def test_a_default_stands_for_no_rule() -> None:
    assert overlapping(policy("unique"), default='"C"').evaluate({"amount": Decimal(1)}) == "C"
    assert overlapping(policy("rule_order"), default='"C"').evaluate({"amount": Decimal(1)}) == ["C"]
    outcome = overlapping(policy("unique")).trace({"amount": Decimal(1)})
    assert [found.code for found in outcome.warnings] == ["no-rule-matches"]


def test_an_input_that_is_not_allowed_gives_null() -> None:
    made = compiled(table(["intent"], ["x"], [["-", "1"]], values={"intent": '"高", "低"'}))
    assert made.evaluate({"intent": "高"}) == 1
    assert made.evaluate({"intent": None}) == 1
    outcome = made.trace({"intent": "中"})
    assert outcome.value is None
    assert [found.code for found in outcome.warnings] == ["input-not-allowed"]


def test_an_output_that_is_not_allowed_is_null() -> None:
    made = compiled(table(["amount"], [OutputClause(values=cell("[0..1]"))], [["> 0", "amount"], ["<= 0", "0"]]))
    assert made.evaluate({"amount": Decimal("0.5")}) == Decimal("0.5")
    outcome = made.trace({"amount": Decimal(2)})
    assert (outcome.value, [found.code for found in outcome.warnings]) == (None, ["output-not-allowed"])


@pytest.mark.parametrize(
    ("test", "value", "passes"),
    [
        ("-", None, True),
        ("", "x", True),
        ('"高"', "高", True),
        ('"高", "中"', "中", True),
        ('not("高", "中")', "低", True),
        ('not("高", "中")', "中", False),
        ("null", None, True),
        ("null", "x", False),
        ('"高"', None, False),
        ("string length(?) > 2", "abc", True),
        ("string length(?) > 2", "ab", False),
        ('"a", ["b", "c"]', "c", True),
        ("tags", "red", True),
        ("tags", "blue", False),
        ('? in tags or ? = "x"', "x", True),
    ],
)
def test_cells(test: str, value: Any, passes: bool) -> None:
    made = compiled(table(["intent"], ["x"], [[test, "true"]]))
    assert made.evaluate({"intent": value, "tags": ["red", "green"]}) is (True if passes else None)


def test_true_is_not_one() -> None:
    made = compiled(table(["what"], ["x"], [["1", '"number"'], ["true", '"truth"']]), {"what": t.ANY})
    assert made.evaluate({"what": True}) == "truth"
    assert made.evaluate({"what": Decimal("1.0")}) == "number"
    assert made.evaluate({"what": 1}) == "number"


def test_outputs_are_expressions_over_the_same_names() -> None:
    made = compiled(table(["amount"], ["x"], [["> 10", "amount * 0.2 + if vip then 1 else 0"]]))
    assert made.evaluate({"amount": Decimal(100), "vip": True}) == Decimal("21.0")


def test_matching_rules_can_be_shown() -> None:
    assert overlapping(policy("first")).rules_matching({"amount": Decimal(150)}) == [1, 2, 3]


def codes(rows: Sequence[Sequence[str]], made_policy: HitPolicy | None = None) -> list[tuple[str, str]]:
    made = table(["amount", "intent"], ["x"], rows, made_policy)
    return [(found.code, found.path) for found in compiled(made).place.found]


def test_mistakes_are_found_where_they_are() -> None:
    assert codes([["> 1", "-", "1"]]) == []
    assert codes([["> 1", "-", "1"], ["> (", "-", "2"]]) == [("unexpected-end", "/rules/1/inputs/0")]
    assert codes([["> 1", "-", "amuont"]]) == [("misspelt-name", "/rules/0/outputs/0")]
    assert codes([["-", "-", "1"]], policy("priority")) == [("no-output-order", "")]
    uneven = DecisionTable.model_validate(
        {
            "inputs": [{"expression": {"text": "amount"}}],
            "outputs": [{}],
            "rules": [{"inputs": [], "outputs": [{"text": "1"}]}],
        }
    )
    assert [(found.code, found.path) for found in compiled(uneven).place.found] == [("rule-has-wrong-size", "/rules/0")]


def test_a_table_is_metadata() -> None:
    made = table(["amount"], ["x"], [["> 1", "2"]], policy("collect", aggregation="sum"))
    assert DecisionTable.model_validate_json(made.model_dump_json(exclude_defaults=True)) == made

"""Types, and what the checker says before anything runs."""

import pytest

from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.scope import Scope

LINES = "list<context<quantity: number, price: number, category: string, due: date>>"
SCOPE = Scope(
    {
        "amount": t.NUMBER,
        "intent": t.STRING,
        "lines": t.parse_type(LINES),
        "last_followup": t.DATE,
        "discount": t.NUMBER,
        "customer": t.parse_type("context<name: string, level: context<discount: number>>"),
        "单价": t.NUMBER,
        "open": t.BOOLEAN,
        "anything": t.ANY,
    },
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("amount + 1", "number"),
        ("amount > 1 and open", "boolean"),
        ("intent & amount", "string"),
        ("lines.quantity", "list<number>"),
        ("lines.quantity * lines.price", "list<number>"),
        ("sum(lines.quantity * lines.price) * (1 - discount)", "number"),
        ("lines[quantity > 3]", LINES),
        ("lines[1]", "context<quantity: number, price: number, category: string, due: date>"),
        ("lines[1].due", "date"),
        ("customer.level.discount", "number"),
        ("last_followup - last_followup", "days and time duration"),
        ('last_followup + duration("P7D")', "date"),
        ('date("2026-05-01")', "date"),
        ("duration(intent)", "Any"),
        ('last_followup + @"P7D"', "date"),
        ("last_followup.year", "number"),
        ("for l in lines return l.price", "list<number>"),
        ("for i in 1..3 return i", "list<number>"),
        ("some l in lines satisfies l.price > 3", "boolean"),
        ('if open then "A" else "B"', "string"),
        ('if open then "A" else 1', "Any"),
        ("[1, 2]", "list<number>"),
        ("{a: 1, b: a + 1}", "context<a: number, b: number>"),
        ("[1..5]", "range<number>"),
        ("function(a: number) a * 2", "function<number>->number"),
        ('SUMIF(lines, category = "A", item.price)', "number"),
        ("IF(open, 1, 2)", "number"),
        ("sort(lines, function(x, y) x.price < y.price)", LINES),
        ("单价 * 2", "number"),
        ("anything + 1", "number"),
        ("anything - anything", "Any"),
        ("anything ** 2", "number"),
    ],
)  # fmt: skip
def test_type(text: str, kind: str) -> None:
    found = expression(text, SCOPE)
    assert [one.text() for one in found.errors] == []
    assert str(found.type) == kind


@pytest.mark.parametrize(
    ("text", "code", "stretch"),
    [
        ("amuont + 1", "misspelt-name", "amuont"),
        ("zzz", "unknown-name", "zzz"),
        ("lines.quantty", "unknown-member", "lines.quantty"),
        ("last_followup.hour", "unknown-member", "last_followup.hour"),
        ('amount + "1"', "wrong-operand", 'amount + "1"'),
        ("-intent", "wrong-unary", "-intent"),
        ("amount = intent", "impossible-comparison", "amount = intent"),
        ('intent in (1, "a")', "impossible-comparison", "1"),
        ("amount in [1..5] and intent < 3", "impossible-comparison", "intent < 3"),
        ("today() - last_followup > 7", "days-compared-with-number", "today() - last_followup > 7"),
        ("if amount then 1 else 2", "not-a-condition", "amount"),
        ("amount and open", "not-a-condition", "amount"),
        ("for x in open return x", "not-a-list", "open"),
        ("amount(3)", "not-a-function", "amount"),
        ("summ(lines.price)", "unknown-function", "summ"),
        ("string length(amount)", "wrong-argument", "amount"),
        ("abs(1, 2)", "wrong-arguments", "abs(1, 2)"),
        ("abs(x: 1)", "wrong-arguments", "abs(x: 1)"),
        ("function(a, b) a", "unused-parameter", "b"),
        ('@"2026-13-01"', "bad-temporal-literal", '@"2026-13-01"'),
        ("lines.quantity * customer.name", "wrong-operand", "quantity"),
    ],
)
def test_mistake(text: str, code: str, stretch: str) -> None:
    found = [one for one in expression(text, SCOPE).diagnostics if one.code == code]
    assert len(found) == 1, expression(text, SCOPE).diagnostics
    span = found[0].span
    assert span is not None
    assert stretch in text[span.start : span.end]
    assert found[0].text("en")
    assert found[0].text("zh-CN") != found[0].text("en")


def test_a_misspelt_name_brings_the_right_one() -> None:
    (found,) = expression("amuont + 1", SCOPE).diagnostics
    assert "`amount`" in found.text()


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("amount + discount", {"amount", "discount"}),
        ("sum(lines.quantity * lines.price)", {"lines", "lines.quantity", "lines.price"}),
        ('count(lines[category = "A"])', {"lines", "lines.category"}),
        ("for l in lines return l.price", {"lines", "lines.price"}),
        ("lines[1].due", {"lines.due", "lines"}),
        ("customer.level.discount", {"customer.level.discount"}),
        ("customer", {"customer"}),
        ("some l in lines satisfies l.due > last_followup", {"lines", "lines.due", "last_followup"}),
        ("SUMIF(lines, item.category = intent, item.price)", {"lines", "lines.category", "lines.price", "intent"}),
        ("{a: amount, b: a + 1}.b", {"amount"}),
        ("1 + 2", set()),
    ],
)
def test_reads(text: str, reads: set[str]) -> None:
    assert {".".join(route) for route in expression(text, SCOPE).reads} == reads


def test_the_same_text_is_compiled_once() -> None:
    assert expression("amount + 1", SCOPE) is expression("amount + 1", SCOPE)
    assert expression("amount + 1", SCOPE) is not expression("amount + 1", Scope({"amount": t.NUMBER}))

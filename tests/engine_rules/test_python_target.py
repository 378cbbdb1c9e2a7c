"""The Python target: the fast function trusts types, the traced one trusts nothing, both give the same."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine_rules import types as t
from engine_rules.expression import Expression, expression
from engine_rules.scope import Scope
from engine_rules.temporal import DaysTime, Time, WideDate, YearsMonths
from engine_rules.values import Value
from lowcode.kernel import clock

D = Decimal
SCOPE = Scope(
    {
        "amount": t.NUMBER,
        "rate": t.NUMBER,
        "intent": t.STRING,
        "open": t.BOOLEAN,
        "day": t.DATE,
        "moment": t.DATE_TIME,
        "lines": t.parse_type("list<context<qty: number, price: number, sku: string>>"),
        "tags": t.parse_type("list<string>"),
        "customer": t.parse_type("context<name: string, level: context<discount: number>>"),
    },
)
FULL: Mapping[str, Value] = {
    "amount": D(600),
    "rate": D("0.25"),
    "intent": "高",
    "open": True,
    "day": date(2026, 5, 31),
    "moment": datetime(2026, 5, 31, 8, tzinfo=UTC),
    "lines": [{"qty": D(2), "price": D("1.5"), "sku": "a"}, {"qty": D(1), "price": D(4), "sku": "b"}],
    "tags": ["x", "y"],
    "customer": {"name": "华东", "level": {"discount": D("0.1")}},
}
EMPTY: Mapping[str, Value] = dict.fromkeys(FULL)
TEXTS = [
    ("amount * rate + 1", D(151), None),
    ("amount / 0", None, None),
    ("amount / 4", D(150), None),
    ("amount / rate", D(2400), None),
    ("-amount", D(-600), None),
    ('intent = "高"', True, False),
    ('intent != "高"', False, True),
    ("amount > 500", True, None),
    ("amount = null", False, True),
    ('amount > 500 and intent = "高" and open', True, False),
    ('amount > 500 or intent = "高"', True, None),
    ("amount > 500 and rate > 1", False, None),
    ("amount between 1 and 1000", True, None),
    ("amount in [1..600]", True, None),
    ('intent in ("高", "中")', True, False),
    ("amount in (1, 600)", True, False),
    ('if amount > 500 then "A" else "B"', "A", "B"),
    ("sum(lines.qty * lines.price)", D(7), None),
    ("sum(for l in lines return l.qty * l.price)", D(7), None),
    ("sum(lines.qty) * (1 - customer.level.discount)", D("2.7"), None),
    ("lines[qty > 1].sku", ["a"], []),
    ("lines[1].price", D("1.5"), None),
    ("count(lines[price > 1])", D(2), D(0)),
    ("some l in lines satisfies l.price > 3", True, None),
    ("every l in lines satisfies l.price > 3", False, None),
    ("for l in lines, tag in tags return l.sku & tag", ["ax", "ay", "bx", "by"], None),
    ("for i in 1..3 return i * amount", [D(600), D(1200), D(1800)], [None, None, None]),
    ("customer.name & intent", "华东高", ""),
    ('day + duration("P1M")', date(2026, 6, 30), None),
    ('day - date("2026-05-01")', DaysTime(30 * 86_400 * 10**9), None),
    ("day.year", D(2026), None),
    ('moment + duration("PT90M")', datetime(2026, 5, 31, 9, 30, tzinfo=UTC), None),
    ("{total: amount * rate, net: total - 1}.net", D(149), None),
    ("string length(intent)", D(1), None),
    ('SUMIF(lines, item.sku = "a", item.qty)', D(2), D(0)),
    ("sort(lines, function(a, b) a.price > b.price)[1].sku", "b", None),
    ("not(open)", False, None),
    ("amount instance of number", True, False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "full", "empty"), TEXTS, ids=[text for text, _, _ in TEXTS])
def test_both_functions_agree(text: str, full: Value, empty: Value) -> None:
    found = expression(text, SCOPE)
    for values, wanted in ((FULL, full), (EMPTY, empty), ({}, empty)):
        assert found.evaluate(values) == wanted
        assert found.trace(values).value == wanted


@pytest.mark.parametrize("text", [text for text, _, _ in TEXTS])
def test_values_of_other_types_than_promised_never_raise(text: str) -> None:
    found = expression(text, SCOPE)
    for junk in ("text", D(1), True, [D(1)], {"a": D(1)}, date(2026, 1, 1), [None], 7):
        values = dict.fromkeys(FULL, junk)
        found.evaluate(values)
        found.trace(values)


def test_a_row_that_is_null_is_met_by_the_traced_function() -> None:
    values = {**FULL, "lines": [None, {"qty": D(1), "price": D(4), "sku": "b"}]}
    assert expression("sum(lines.qty)", SCOPE).evaluate(values) is None
    assert expression("count(lines[qty > 0])", SCOPE).evaluate(values) == 1


def test_warnings_say_where_and_why() -> None:
    text = "amount + (rate * lines[3].qty)"
    outcome = expression(text, SCOPE).trace(FULL)
    assert outcome.value is None
    places = [text[found.span.start : found.span.end] for found in outcome.warnings if found.span]
    assert places == ["lines[3]", "lines[3].qty", "(rate * lines[3].qty)", text]
    assert all(found.severity == "warning" and found.hint for found in outcome.warnings)


def test_numbers_have_34_digits_whatever_the_thread_computes_with() -> None:
    third = Expression("1 / 3", Scope()).evaluate({})
    assert str(third) == "0." + "3" * 34
    assert Expression("0.1 + 0.2 = 0.3", Scope()).evaluate({}) is True
    assert Expression("1234567890123456789 + 1", Scope()).evaluate({}) == D("1234567890123456790")


def test_whole_numbers_of_python_are_numbers() -> None:
    values = {"amount": 10, "rate": 4}
    assert expression("amount / rate", SCOPE).evaluate(values) == D("2.5")
    assert expression("amount * rate", SCOPE).evaluate(values) == 40


def test_the_clock_is_the_products() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    with clock.zoned(shanghai), clock.held(datetime(2026, 5, 31, 20, tzinfo=UTC)):
        assert Expression("today()", Scope()).evaluate({}) == date(2026, 6, 1)
        assert Expression("now()", Scope()).evaluate({}) == datetime(2026, 6, 1, 4, tzinfo=shanghai)


def test_recursion_over_partial_results_and_own_names() -> None:
    fibonacci = "for i in 1..10 return if i < 3 then 1 else partial[-1] + partial[-2]"
    assert Expression(fibonacci, Scope()).evaluate({})[-1] == 55
    factorial = "{f: function(n: number) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r"
    assert Expression(factorial, Scope()).evaluate({}) == 2432902008176640000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('date("-2021-03-31") - duration("P1M")', WideDate(-2021, 2, 28)),
        ('time("23:30:00") + duration("PT1H")', Time(1800 * 10**9)),
        ('years and months duration(date("2024-02-29"), date("2026-02-28"))', YearsMonths(23)),
        ('date and time("2026-03-29T01:30:00@Europe/Berlin") + duration("PT1H")',
         datetime(2026, 3, 29, 3, 30, tzinfo=ZoneInfo("Europe/Berlin"))),
    ],
)  # fmt: skip
def test_time_goes_as_the_calendar_does(text: str, value: Value) -> None:
    assert Expression(text, Scope()).evaluate({}) == value


def test_cells_test_their_input() -> None:
    scope = Scope({"?": t.NUMBER, "limit": t.NUMBER})
    for text, passing, failing in [
        ("< 5", 4, 5),
        ("[1..5), > 10", 11, 5),
        ("not(1, 2)", 3, 2),
        ("limit, limit + 1", 8, 9),
        ("? > limit", 8, 7),
        ("-", 1, None),
        ("null", None, 1),
    ]:
        found = Expression(text, scope, cell=True)
        assert found.evaluate({"?": D(passing) if passing is not None else None, "limit": D(7)}) is True, text
        if failing is not None:
            assert found.evaluate({"?": D(failing), "limit": D(7)}) is not True, text

"""Every built-in function is declared well, and does what its examples say."""

import re
import time
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from engine_rules.evaluation import MAX_SIZE
from engine_rules.expression import expression
from engine_rules.function import Example, Function
from engine_rules.library import FUNCTIONS, find
from engine_rules.operators import equal
from engine_rules.scope import Scope
from engine_rules.temporal import WideDate
from engine_rules.types import parse_type
from engine_rules.values import Value
from lowcode.kernel import clock

NOTHING = Scope({})
CHINESE = re.compile(r"[\u4e00-\u9fff]")
EXAMPLES = [
    pytest.param(example, id=f"{kind}-{number}")
    for kind, one in FUNCTIONS.items()
    for number, example in enumerate(one.examples, 1)
]
DECLARED = [pytest.param(one, id=kind) for kind, one in FUNCTIONS.items()]


def value(text: str, **values: Any) -> Value:
    return expression(text, Scope.of_values(values)).evaluate(values)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_gives_its_result(example: Example) -> None:
    outcome = expression(example.expression, NOTHING).trace({})
    expected = expression(example.result, NOTHING)
    assert not expected.diagnostics
    assert equal(outcome.value, expected.evaluate({})) is True, (outcome.value, [w.text() for w in outcome.warnings])


@pytest.mark.parametrize("one", DECLARED)
def test_the_declaration_is_complete(one: Function) -> None:
    assert len(one.examples) >= 3, "three examples at the least"
    assert one.summary.en.endswith(".")
    assert one.summary.zh_cn.endswith("。")
    assert CHINESE.search(one.summary.zh_cn)
    assert (one.sql is not None) != bool(one.without_sql) or one.expansion, "SQL, or the reason why there is none"
    assert (one.python is None) == (one.expansion is not None), "an implementation or an expansion"
    assert all(signature.text.startswith(one.name + "(") for signature in one.signatures)
    if one.python is not None and not callable(one.python):
        assert len(one.python) == len(one.signatures), "an implementation for each signature"


@pytest.mark.parametrize("one", [one for one in DECLARED if one.values[0].category == "text"])  # type: ignore[union-attr]
def test_functions_over_texts_show_chinese(one: Function) -> None:
    assert any(CHINESE.search(example.expression + example.result) for example in one.examples)


@pytest.mark.parametrize("one", [one for one in DECLARED if one.values[0].signatures[0].required])  # type: ignore[union-attr]
def test_an_example_shows_what_null_gives(one: Function) -> None:
    assert any("null" in example.expression + example.result for example in one.examples)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("SUM", "sum"), ("AVERAGE", "mean"), ("MIN", "min"), ("MAX", "max"), ("COUNT", "count"), ("ABS", "abs"),
        ("LEN", "string length"), ("UPPER", "upper case"), ("LOWER", "lower case"), ("SQRT", "sqrt"), ("LN", "log"),
        ("EXP", "exp"),
        ("FLOOR", "floor"), ("CEILING", "ceiling"), ("MOD", "modulo"), ("ROUND", "round half up"),
        ("ROUNDUP", "round up"), ("ROUNDDOWN", "round down"), ("TODAY", "today"), ("NOW", "now"), ("NOT", "not"),
    ],
)  # fmt: skip
def test_spreadsheet_spellings_mean_the_functions_of_the_language(spelling: str, name: str) -> None:
    found = find(spelling)
    assert found is not None
    assert found.name == name
    assert find(spelling.lower()) is found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(n: -1)", "1"), ("abs(number: -1)", "null"), ("sqrt(number: 4)", "2"), ("sqrt(n: 4)", "null"),
        ("modulo(dividend: 10, divisor: 4)", "2"), ("floor(n: 1.56, scale: 1)", "1.5"),
        ("floor(n: 1.56, scale: null)", "null"), ("round up(scale: 0, n: 5.5)", "6"),
        ('substring(string: "foobar", start position: 3, length: 3)', '"oba"'),
        ('number(from: "1.000,01", decimal separator: ",", grouping separator: ".")', "1000.01"),
        ('replace(input: "abc", pattern: "b", replacement: "-", flags: null)', '"a-c"'),
        ('get value(key: "a", m: {a: 1})', "1"), ("is(value1: 1)", "false"), ("is()", "null"),
        ('date and time(date: @"2026-05-01", time: @"10:00:00")', '@"2026-05-01T10:00:00"'),
        ("list replace(list: [1, 2], match: function(item, newItem) item = 2, newItem: 5)", "[1, 5]"),
        ("before(point: 1, range: [2..3])", "true"), ("coincides(point1: 1, point2: 1)", "true"),
        ("all(list: [true, false])", "false"), ("all()", "null"), ("count()", "null"), ("mode()", "null"),
    ],
)  # fmt: skip
def test_parameters_have_the_names_of_the_standard(text: str, expected: str) -> None:
    assert equal(value(text), value(expected)) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('list contains("a", "a")', "true"), ("sum(5)", "5"), ("append(1, 2)", "[1, 2]"), ("reverse(1)", "[1]"),
        ("abs([-1])", "1"), ("all(true)", "true"), ('string join("甲", ",")', '"甲"'), ("sum([[1]])", "null"),
    ],
)  # fmt: skip
def test_a_value_and_a_list_of_it_stand_for_each_other(text: str, expected: str) -> None:
    assert equal(value(text), value(expected)) is True


def test_results_are_computed_with_34_digits() -> None:
    assert value("mean([1, 1, 0])") == Decimal("0." + "6" * 33 + "7")
    assert value("sum(numbers)", numbers=[Decimal("0.1")] * 3) == Decimal("0.3")


def test_every_relation_of_ranges_has_its_mirror() -> None:
    areas = ["[1..5]", "(1..5]", "[1..5)", "[5..8]", "(5..8]", "[2..4]", "[1..8]", "(<5)", "(>=5)", "[9..9]"]
    mirrors = [
        ("before", "after"), ("meets", "met by"), ("overlaps", "overlaps"), ("overlaps before", "overlaps after"),
        ("finishes", "finished by"), ("includes", "during"), ("starts", "started by"), ("coincides", "coincides"),
    ]  # fmt: skip
    for name, mirror in mirrors:
        results = [(value(f"{name}({a}, {b})"), value(f"{mirror}({b}, {a})")) for a in areas for b in areas]
        assert all(left is right for left, right in results)
        assert {left for left, _ in results} == {True, False}, name


def test_ranges_are_apart_exactly_when_they_do_not_overlap() -> None:
    areas = ["[1..5]", "(1..5]", "[1..5)", "[5..8]", "(5..8]", "[2..4]", "(<5)", "(>=5)"]
    for one in areas:
        for other in areas:
            apart = value(f"before({one}, {other}) or after({one}, {other})")
            assert value(f"overlaps({one}, {other})") is not apart


def test_rounding_keeps_the_number_between_its_neighbours() -> None:
    for text in ("2.5", "-2.5", "0.005", "-1234.5678", "99.995"):
        for scale in (-2, 0, 2, 6):
            number = Decimal(text)
            names = ("floor", "round half down", "decimal", "round half up", "ceiling")
            results = [value(f"{name}(n, {scale})", n=number) for name in names]
            assert results[0] <= number <= results[-1]
            assert all(results[0] <= result <= results[-1] for result in results)
            assert value(f"round down(n, {scale})", n=number) * (1 if number > 0 else -1) <= abs(number)


def test_sorting_is_stable() -> None:
    rows = [{"k": Decimal(number % 3), "at": Decimal(number)} for number in range(30)]
    found = value("sort(rows, function(x, y) x.k < y.k)", rows=rows)
    assert all((one["k"], one["at"]) < (other["k"], other["at"]) for one, other in pairwise(found))


def test_now_and_today_come_from_the_clock() -> None:
    moment = clock.now().replace(year=2030, month=2, day=3, hour=4, minute=5, second=6, microsecond=0)
    with clock.held(moment):
        assert value("now()") == moment
        assert value("today()") == moment.date()


def test_dates_beyond_the_calendar_of_python_have_weeks_too() -> None:
    far = WideDate(12026, 11, 21)
    near = WideDate(-374, 11, 21)
    assert value("day of week(d)", d=far) == value('day of week(@"2026-11-21")')
    assert value("week of year(d)", d=near) == value('week of year(@"2026-11-21")')
    assert value("day of year(d)", d=far) == Decimal(325)


@pytest.mark.parametrize(
    "text",
    [
        'replace(long, "a", long)',
        "concatenate(many, many, many)",
        "string join(texts, long)",
        'matches(long, "(a+a+)+b")',
        'split(long, "(a+a+)+b")',
    ],
)
def test_what_grows_or_lasts_too_long_ends_as_null(text: str) -> None:
    values = {"long": "a" * 100_000, "many": [Decimal(1)] * (MAX_SIZE // 2), "texts": ["b"] * 1000}
    usable = expression(text, Scope.of_values(values))
    before = time.process_time()
    outcome = usable.trace(values)
    assert outcome.value is None
    assert outcome.warnings
    assert time.process_time() - before < 10


def test_the_checker_knows_the_elements_that_a_function_compares() -> None:
    rows = Scope({"rows": parse_type("list<context<n: number, s: string>>")})
    assert not expression("sort(rows, function(x, y) x.n < y.n)", rows).diagnostics
    assert expression("sort(rows, function(x, y) x.n < y.s)", rows).diagnostics
    assert str(expression("append([1], 2)", rows).type) == "list<number>"

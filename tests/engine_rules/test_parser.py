"""What is read, and what is said of what is not."""

from decimal import Decimal

import pytest

from engine_rules import syntax as s
from engine_rules.lexer import Names
from engine_rules.library import NAMES
from engine_rules.parser import Parsed, parse


def parsed(text: str, *names: str, cell: bool = False) -> Parsed:
    return parse(text, Names(names, NAMES), {}, cell=cell)


def tree(text: str, *names: str, cell: bool = False) -> s.Node:
    found = parsed(text, *names, cell=cell)
    assert found.tree is not None, found.diagnostics
    return found.tree


def shape(node: s.Node) -> object:
    match node:
        case s.Literal(value=value):
            return value
        case s.Name(name=name):
            return name
        case s.Arithmetic(op=op, left=left, right=right) | s.Comparison(op=op, left=left, right=right):
            return (op, shape(left), shape(right))
        case s.Logic(op=op, operands=operands):
            return (op, *map(shape, operands))
        case _:
            return (type(node).__name__, *map(shape, s.children(node)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", ("+", Decimal(1), ("*", Decimal(2), Decimal(3)))),
        ("2 ** 3 ** 2", ("**", ("**", Decimal(2), Decimal(3)), Decimal(2))),
        ("2 ^ 3", ("**", Decimal(2), Decimal(3))),
        ("-3 ** 2", ("**", Decimal(-3), Decimal(2))),
        ("a or b and c or d", ("or", "a", ("and", "b", "c"), "d")),
        ("(a or b) or c", ("or", ("or", "a", "b"), "c")),
        ("a <> b", ("!=", "a", "b")),
        ("a & b & c", ("&", ("&", "a", "b"), "c")),
        ("5%", ("/", Decimal(5), Decimal(100))),
        ("if a then b else c + 1", ("If", "a", "b", ("+", "c", Decimal(1)))),
        ("金额（含税）", ("Call", "金额", "含税")),
        ("金额 ＞ 5", (">", "金额", Decimal(5))),
        ("“甲” = b", ("=", "甲", "b")),
        ("= a + 1", ("+", "a", Decimal(1))),
        ("a AND (b) OR TRUE", ("or", ("and", "a", "b"), True)),
        ("days between 1 and 7", ("Between", "days", Decimal(1), Decimal(7))),
    ],
)
def test_shape(text: str, expected: object) -> None:
    assert shape(tree(text)) == expected


def test_the_longest_known_name_wins() -> None:
    assert shape(tree("unit price - a-b", "unit price", "a-b")) == ("-", "unit price", "a-b")
    assert shape(tree("unit - price", "unit", "price")) == ("-", "unit", "price")
    assert shape(tree("values in a list", "values in a list")) == "values in a list"


def test_names_that_the_text_binds_are_known_from_there_on() -> None:
    found = tree('{"net amount": 1, total with tax: net amount + 2}')
    assert isinstance(found, s.ContextLiteral)
    assert [entry.key for entry in found.entries] == ["net amount", "total with tax"]
    assert shape(found.entries[1].value) == ("+", "net amount", Decimal(2))
    assert isinstance(tree("for my line in xs return my line.qty"), s.For)
    assert isinstance(tree("function(unit price: number, n) unit price * n"), s.FunctionLiteral)


@pytest.mark.parametrize(
    "text",
    ["[1..10]", "(1..10)", "]1..10[", "[1..10[", "(1..10]", "]1..x]", "[a[1]..b[2]]", "[1..xs[1][", "[]1..2], ]3..4[]"],
)
def test_ranges_in_every_bracket(text: str) -> None:
    found = tree(text)
    assert isinstance(found, s.RangeLiteral | s.ListLiteral)


def test_empty_brackets() -> None:
    assert shape(tree("[] = []")) == ("=", ("ListLiteral",), ("ListLiteral",))
    assert isinstance(tree("{}"), s.ContextLiteral)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"a\"b"', 'a"b'),
        ('"a""b"', 'a"b'),
        (r'"\u4e2d\n"', "中\n"),
        (r'"\U01F40E"', "🐎"),
        (r'"\uD83D\uDCA9"', "💩"),
        (r'"\d+"', r"\d+"),
        ('""', ""),
    ],
)
def test_texts(text: str, value: str) -> None:
    found = tree(text)
    assert isinstance(found, s.Literal)
    assert found.value == value


def test_every_node_knows_its_stretch_of_the_text() -> None:
    text = "if (amount > 3) then sum(lines.qty) else -x"
    for node in s.walk(tree(text)):
        assert 0 <= node.start < node.end <= len(text), node
    found = tree(text)
    assert isinstance(found, s.If)
    assert text[found.condition.start : found.condition.end] == "(amount > 3)"
    assert text[found.then.start : found.then.end] == "sum(lines.qty)"


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "empty-expression", 0),
        ("1 +", "unexpected-end", 3),
        ("1 + + ) 2", "unexpected-token", 4),
        ("a == b", "double-equals", 2),
        ('"abc', "open-text", 0),
        ("a # b", "unexpected-character", 2),
        ("{a: 1, a: 2}", "duplicate-key", 7),
        ("f(a: 1, a: 2)", "duplicate-parameter", 8),
        ("function(a, a) a", "duplicate-parameter", 12),
        ("x instance of <", "not-a-type", 14),
        ("1e99999", "bad-number", 0),
        ("if a then b", "unexpected-end", 11),
    ],
)
def test_mistakes_name_their_place_and_what_to_do(text: str, code: str, at: int) -> None:
    found = parsed(text)
    assert found.tree is None
    (diagnostic,) = found.diagnostics
    assert diagnostic.code == code
    assert diagnostic.span is not None
    assert diagnostic.span.start == at
    assert diagnostic.hint is not None
    assert diagnostic.text("zh-CN") != diagnostic.text("en")


@pytest.mark.parametrize(
    ("text", "count", "negated"),
    [("-", 0, False), ("", 0, False), ("< 5", 1, False), ('"a", "b"', 2, False), ('not("a", "b")', 2, True),
     ("[1..5], > 10", 2, False), ("? > 5", 1, False), ("not(x) and y", 1, False)],
)  # fmt: skip
def test_cells(text: str, count: int, negated: bool) -> None:
    found = parsed(text, cell=True).tree
    if text == "not(x) and y":
        assert found is None
        return
    assert isinstance(found, s.UnaryTests)
    assert len(found.tests) == count
    assert found.negated is negated

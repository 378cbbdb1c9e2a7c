"""Shows what examples of single functions cannot: which names reach where, and that amounts can be read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_rules.expression import expression
from engine_rules.library import find
from engine_rules.scope import Scope
from engine_rules.values import Value, normalised

VALUES: dict[str, Value] = normalised(
    {
        "orders": [{"sku": "a", "quantity": 2}, {"sku": "b", "quantity": 3}],
        "products": [{"sku": "a", "price": 10}, {"sku": "b", "price": 20}],
        "sku": "b",
        "quantity": 1,
        "price": 7,
    }
)
SCOPE = Scope.of_values(VALUES)


def value(text: str) -> Value:
    found = expression(text, SCOPE)
    assert [error.text() for error in found.errors] == []
    return found.evaluate(VALUES)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        # the key is that of the row outside, not that of the row that is looked at
        ("SUMPRODUCT(orders, item.quantity * VLOOKUP(item.sku, products, item.sku, item.price))", 80),
        ("VLOOKUP(sku, products, item.sku, item.price)", 20),
        ("VLOOKUP(sku, products, sku, price)", 20),
        ("INDEX(orders, quantity).quantity", 2),
        ("INDEX(products.price, quantity)", 10),
        ('SUMIF(orders, sku = "b", quantity)', 3),
        ('COUNTIF(orders, item.sku = "a" or item.sku = "b")', 2),
        ("MAXIF(products, VLOOKUP(item.sku, orders, item.sku, item.quantity) < 3, item.price)", 10),
    ],
)  # fmt: skip
def test_names_mean_what_stands_nearest(text: str, result: int) -> None:
    assert value(text) == Decimal(result)


@pytest.mark.parametrize("text", ["COUNTIF(products.price, 10)", 'SUMIF(products, ">3", price)', "FILTER(orders, 1)"])
def test_a_condition_of_rows_is_no_number_and_no_text(text: str) -> None:
    assert [error.code for error in expression(text, SCOPE).errors] == ["not-a-condition"]


@pytest.mark.parametrize("text", ["{f: IF}.f(true, 1, 2)", "{f: SUMIF}.f(orders, true)"])
def test_a_function_that_is_only_shorthand_is_null_as_a_value(text: str) -> None:
    outcome = expression(text, SCOPE).trace(VALUES)
    assert outcome.value is None
    assert [warning.code for warning in outcome.warnings] == ["null-result"]


def test_a_name_of_spreadsheets_wins_over_the_capitals_of_another() -> None:
    assert value('CONCATENATE("a", "b")') == "ab"
    assert value('concatenate(["a"], ["b"])') == ["a", "b"]


def below_yi(text: str) -> Decimal:
    """Return the amount of capital numerals without 亿, read from the left."""
    total, section, digit = Decimal(0), Decimal(0), Decimal(0)
    for sign in text:
        if sign in "零壹贰叁肆伍陆柒捌玖":
            digit = Decimal("零壹贰叁肆伍陆柒捌玖".index(sign))
        elif sign in "拾佰仟":
            section, digit = section + digit * {"拾": 10, "佰": 100, "仟": 1000}[sign], Decimal(0)
        elif sign in "万元":
            total, section, digit = total + section + digit, Decimal(0), Decimal(0)
            total *= 10_000 if sign == "万" else 1
        else:
            total, digit = total + digit * {"角": Decimal("0.1"), "分": Decimal("0.01")}[sign], Decimal(0)
    return total + section + digit


def amount(text: str) -> Decimal:
    """Return the amount of capital numerals; what stands before 亿 may hold 万 of its own."""
    number = Decimal(0)
    for part in text.removeprefix("负").removesuffix("整").split("亿"):
        number = number * 10**8 + below_yi(part)
    return -number if text.startswith("负") else number


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_an_amount_in_capitals_can_be_read_back(cents: int) -> None:
    function = find("RMB")
    assert function is not None
    written = function.call(Decimal(cents).scaleb(-2))
    assert amount(written) == Decimal(cents).scaleb(-2)
    assert "零零" not in written

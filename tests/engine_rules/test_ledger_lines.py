"""The arithmetic of ledgers: whatever happens to records, balances are the sum of what they want."""

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine_rules.ledger import Check, Ledger
from engine_rules.ledger_lines import Line, Place, Shortage, balance_id, difference, movements, rounded, shortage

SPACE = UUID(int=7)
AMOUNTS = st.decimals(-100, 100, places=2)
DAY = datetime(2026, 11, 21, tzinfo=UTC)


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    """Return what one record wants: at most one line for each row of each rule."""
    places = draw(st.sets(st.tuples(st.sampled_from("ab"), st.sampled_from("12")), max_size=4))
    found = []
    for rule, row in sorted(places):
        keys = (draw(st.sampled_from(["pump", "valve"])), draw(st.sampled_from(["east", None])))
        at = draw(st.sampled_from([None, DAY]))
        amounts = draw(st.tuples(AMOUNTS, AMOUNTS))
        found.append(Line(Place(uuid5(SPACE, "order"), rule, row, keys, at), amounts))
    return found


def sums(all_lines: list[Line]) -> dict[tuple[object, ...], list[Decimal]]:
    """Return the balances that lines come to, apart from nothing."""
    found: dict[tuple[object, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for one in all_lines:
        for at, amount in enumerate(one.amounts):
            found[one.place.keys][at] += amount
    return {keys: amounts for keys, amounts in found.items() if any(amounts)}


@given(st.lists(lines(), min_size=1, max_size=6))
def test_after_every_change_the_log_comes_to_what_is_wanted(wishes: list[list[Line]]) -> None:
    log: list[Line] = []
    for wanted in wishes:
        log += difference(log, wanted)
        assert sums(log) == sums(wanted)
        assert difference(log, wanted) == []
    assert sums(log + difference(log, [])) == {}


@given(lines(), lines())
def test_balances_are_held_in_one_order_and_move_by_their_lines(first: list[Line], second: list[Line]) -> None:
    found = movements("shop.stock", difference(first, second))
    assert [one.id for one in found] == sorted(one.id for one in found)
    for one in found:
        assert one.id == balance_id("shop.stock", one.keys)
        assert one.amounts == [sum(column) for column in zip(*(line.amounts for line in one.lines), strict=True)]


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.booleans())
def test_a_limit_refuses_exactly_what_leads_further_beyond_it(
    before: Decimal, after: Decimal, limit: Decimal, least: bool
) -> None:
    found = shortage(before, after, limit, least=least)
    beyond = after < limit if least else after > limit
    worse = after < before if least else after > before
    assert (found is not None) == (beyond and worse)
    if found is not None:
        assert found.missing == abs(limit - after)
    assert shortage(before, after, None, least=least) is None


def test_what_is_missing_is_what_is_wanted_without_what_is_there() -> None:
    assert shortage(Decimal(10), Decimal(-2), Decimal(0), least=True) == Shortage(Decimal(10), Decimal(12))
    assert Shortage(Decimal(10), Decimal(12)).missing == 2


def test_ids_of_balances_differ_with_the_book_and_every_key() -> None:
    keys = [("a", None), ("a", "None"), ("a", ""), (None, "a"), ("a,", "b"), ("a", ",b"), ("a",)]
    found = {balance_id(book, one) for book in ("shop.stock", "shop.credit") for one in keys}
    assert len(found) == 2 * len(keys)
    assert balance_id("shop.stock", ("a", None)) == balance_id("shop.stock", ("a", None))


def test_amounts_are_rounded_as_the_database_keeps_them() -> None:
    text = {"en": "x", "zh-CN": "x"}
    measures = [{"name": "a", "label": text, "digits": 2}, {"name": "b", "label": text, "digits": 0}]
    keys = [{"name": "k", "label": text}]
    ledger = Ledger.model_validate({"name": "l", "label": text, "keys": keys, "measures": measures})
    assert rounded(ledger, [Decimal("1.005"), Decimal("-2.5")]) == (Decimal("1.01"), Decimal(-3))
    assert rounded(ledger, [None, Decimal("0.4")]) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize("limits", [{}, {"at_least": "0", "at_most": "1"}])
def test_a_check_has_one_limit(limits: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Check.model_validate({"name": "c", "value": "a", **limits})

"""What the formula editor is told."""

import pytest

from engine_rules import types as t
from engine_rules.assistant import complete, hover, rename, signature_help
from engine_rules.scope import Scope
from lowcode.kernel.errors import Invalid

SCOPE = Scope(
    {
        "amount": t.NUMBER,
        "lines": t.parse_type("list<context<quantity: number, unit price: number, category: string>>"),
        "customer": t.parse_type("context<name: string, level: context<discount: number>>"),
        "last_followup": t.DATE,
        "金额": t.NUMBER,
    },
)


def offered(text: str) -> dict[str, str]:
    """Suggestions at `|`: by text, what the whole expression becomes."""
    at = text.index("|")
    plain = text.replace("|", "")
    found = complete(plain, at, SCOPE)
    return {one.text: plain[: one.span.start] + one.text + plain[one.span.end :] for one in found}


@pytest.mark.parametrize(
    ("text", "wanted", "becomes"),
    [
        ("am|", "amount", "amount"),
        ("1 + am|", "amount", "1 + amount"),
        ("金|", "金额", "金额"),
        ("lines[cat|", "category", "lines[category"),
        ("customer.|", "level", "customer.level"),
        ("customer.level.d|", "discount", "customer.level.discount"),
        ("for l in lines return l.u|", "unit price", "for l in lines return l.unit price"),
        ("lines.unit p|", "unit price", "lines.unit price"),
        ("string le|", "string length", "string length"),
        ("last_followup.y|", "year", "last_followup.year"),
        ("SUMIF(lines, item.c|", "category", "SUMIF(lines, item.category"),
        ("if amount > 3 th|", "then", "if amount > 3 then"),
        ("some x in lines satisfies x.q| and amount", "quantity", "some x in lines satisfies x.quantity and amount"),
    ],
)
def test_completion(text: str, wanted: str, becomes: str) -> None:
    assert offered(text)[wanted] == becomes


def test_completion_offers_only_what_fits() -> None:
    assert set(offered("customer.|")) == {"name", "level"}
    assert "amount" in offered("|")
    assert "quantity" not in offered("|")
    assert offered('"am|') == {}
    assert "then" not in offered("1 + |")


def test_hover() -> None:
    found = hover("sum(lines.quantity) > 3", 1, SCOPE)
    assert found is not None
    assert found.title.startswith("sum(")
    assert found.documentation is not None
    found = hover("amount + 1", 2, SCOPE)
    assert found is not None
    assert found.title == "amount: number"
    assert hover("amount +", 2, SCOPE) is None


def test_signature_help() -> None:
    found = signature_help('substring("abc", ', 17, SCOPE)
    assert found is not None
    assert (found.name, found.active) == ("substring", 1)
    found = signature_help("sum(abs(1), ", 12, SCOPE)
    assert found is not None
    assert (found.name, found.active) == ("sum", 1)
    assert signature_help("(1, ", 4, SCOPE) is None
    assert signature_help("abs(1) + ", 9, SCOPE) is None


@pytest.mark.parametrize(
    ("text", "route", "new", "after"),
    [
        ("amount + amount", ("amount",), "total", "total + total"),
        ("sum(lines.quantity * lines.unit price)", ("lines", "quantity"), "数量", "sum(lines.数量 * lines.unit price)"),
        ("lines.unit   price", ("lines", "unit price"), "price", "lines.price"),
        ("count(lines[quantity > 1])", ("lines", "quantity"), "qty", "count(lines[qty > 1])"),
        ("for l in lines return l.quantity", ("lines", "quantity"), "qty", "for l in lines return l.qty"),
        ("SUMIF(lines, item.quantity > 1)", ("lines", "quantity"), "qty", "SUMIF(lines, item.qty > 1)"),
        ("customer.name & {name: 1}.name", ("customer", "name"), "title", "customer.title & {name: 1}.name"),
        ("for amount in [1] return amount", ("amount",), "total", "for amount in [1] return amount"),
        ("1 + 1", ("amount",), "total", "1 + 1"),
    ],
)
def test_rename(text: str, route: tuple[str, ...], new: str, after: str) -> None:
    assert rename(text, route, new, SCOPE) == after


def test_a_rename_that_would_change_the_meaning_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        rename("for total in [1] return total + amount", ("amount",), "total", SCOPE)
    assert refused.value.diagnostics[0].code == "ambiguous-name"
    with pytest.raises(Invalid) as refused:
        rename("amount + 金额", ("amount",), "金额", SCOPE)
    assert refused.value.diagnostics[0].code == "name-taken"
    with pytest.raises(Invalid):
        rename("amount +", ("amount",), "total", SCOPE)

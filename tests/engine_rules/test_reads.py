"""What expressions are said to read is enough: with no more than that loaded, they give the same."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.scope import Scope

PERSON: Final = t.ContextType({"id": t.STRING, "name": t.STRING, "age": t.NUMBER})
LEVEL: Final = t.ContextType({"id": t.STRING, "name": t.STRING, "rate": t.NUMBER, "keeper": PERSON})
BILL: Final = t.ContextType(
    {"id": t.STRING, "open": t.NUMBER, "due": t.DATE, "number": t.STRING, "paid": t.BOOLEAN, "payer": PERSON}
)
CUSTOMER: Final = t.ContextType(
    {"id": t.STRING, "name": t.STRING, "credit": t.NUMBER, "level": LEVEL, "bills": t.ListType(BILL), "seller": PERSON}
)
SCOPE: Final = Scope({"customer": CUSTOMER, "other": CUSTOMER, "amount": t.NUMBER, "text": t.STRING, "free": t.ANY})
KINDS: Final = {"customer": "customer", "other": "customer", "amount": "number", "text": "string"}
MEMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    "person": {"name": "string", "age": "number"},
    "level": {"name": "string", "rate": "number", "keeper": "person"},
    "bill": {"open": "number", "number": "string", "paid": "boolean", "payer": "person"},
    "customer": {"name": "string", "credit": "number", "level": "level", "bills": "bills", "seller": "person"},
}
"""The kinds of the members of records by their names."""
RECORDS: Final = tuple(MEMBERS)


def _person(at: int) -> dict[str, Any]:
    return {"id": f"00000000-0000-7000-8000-00000000000{at}", "name": f"P{at}", "age": Decimal(20 + at)}


def _customer(at: int) -> dict[str, Any]:
    level = {
        "id": f"00000000-0000-7000-8000-00000000001{at}",
        "name": f"L{at}",
        "rate": Decimal(at),
        "keeper": _person(at),
    }
    bills = [
        {"id": f"00000000-0000-7000-8000-0000000{at}00{n}", "open": Decimal(n * 7 % 5),
         "due": date(2026, 1, 1 + n * 5 % 7), "number": f"N{9 - n}", "paid": n % 2 == 0, "payer": _person(n % 3)}
        for n in range(4)
    ]  # fmt: skip
    return {"id": f"00000000-0000-7000-8000-00000000002{at}", "name": f"C{at}", "credit": Decimal(at * 100),
            "level": level, "bills": bills, "seller": _person(at)}  # fmt: skip


VALUES: Final = {
    "customer": _customer(1),
    "other": _customer(2),
    "amount": Decimal(3),
    "text": "N7",
    "free": _customer(3),
}


def cut(value: Any, tree: Mapping[str, Any]) -> Any:
    """Return as much of a value as a tree names: of a record nobody reads the key is known all the same."""
    if isinstance(value, list):
        return [cut(one, tree) for one in value]
    if isinstance(value, dict):
        return {name: cut(one, tree.get(name, {})) for name, one in value.items() if name == "id" or name in tree}
    return value


def loaded(routes: frozenset[tuple[str, ...]]) -> dict[str, Any]:
    """Return the values as far as routes lead."""
    tree: dict[str, Any] = {}
    for route in routes:
        place = tree
        for name in route:
            place = place.setdefault(name, {})
    return {name: cut(VALUES[name], below) for name, below in tree.items()}


class Writer:
    """Writes expressions of a kind, values of which pass through whatever the language has."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.count = draw, 0

    def choose(self, *several: str) -> str:
        return self.draw(st.sampled_from(several))

    def name(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def write(self, kind: str, known: Mapping[str, str], left: int) -> str:
        """Return an expression of a kind over known names."""
        names = [name for name, one in known.items() if one == kind]
        if left <= 0 or (names and self.draw(st.integers(0, 3)) == 0):
            return self.choose(*names) if names else self.plain(kind, known, left)
        ways = [self.plain, self.chosen, self.called, self.kept, self.called_by_name]
        if kind in RECORDS:
            ways += [self.element, self.coalesced]
        return self.draw(st.sampled_from(ways))(kind, known, left - 1)

    def plain(self, kind: str, known: Mapping[str, str], left: int) -> str:
        """Return a member of a record, or something simple."""
        holders = [
            (holder, name) for holder, members in MEMBERS.items() for name, one in members.items() if one == kind
        ]
        if left <= 0:
            simple = {"number": "amount", "string": "text", "boolean": "true", "customer": "customer",
                      "person": "customer.seller", "level": "other.level", "bill": "customer.bills[1]",
                      "bills": "other.bills"}  # fmt: skip
            return simple[kind]
        if kind == "boolean" and self.choose("compare", "member") == "compare":
            return f"({self.write('number', known, left - 1)} < {self.write('number', known, left - 1)})"
        if kind == "number" and self.choose("fold", "member") == "fold":
            return self.folded(known, left)
        if kind == "bills" and self.choose("list", "member") == "list":
            return self.listed(known, left)
        if not holders:
            return self.plain(kind, known, 0)
        holder, name = self.draw(st.sampled_from(holders))
        way = self.choose("{}.{}", 'get value({}, "{}")', "{{k: {}}}.k.{}")
        return way.format(self.write(holder, known, left - 1), name)

    def folded(self, known: Mapping[str, str], left: int) -> str:
        """Return a number made of the rows of a list."""
        rows = self.write("bills", known, left - 1)
        one = self.name()
        inner = self.write("number", {**known, one: "bill"}, left - 1)
        return self.choose(
            f"sum(for {one} in {rows} return {inner})",
            f"SUMIF({rows}, item.paid, item.open)",
            f"count({rows}[open > {self.write('number', known, left - 1)}])",
            f"sum({rows}.open * 2)",
            f"max({rows}.open)",
        )

    def listed(self, known: Mapping[str, str], left: int) -> str:
        """Return a list made of another."""
        rows = self.write("bills", known, left - 1)
        one, two = self.name(), self.name()
        number = self.write("number", {**known, one: "bill"}, left - 1)
        return self.choose(
            f"sort({rows}, function({one}, {two}) {one}.number < {two}.number)",
            f"sort({rows}, function({one}, {two}) {one}.payer.age < {two}.payer.age)",
            f"sublist({rows}, 1, 2)",
            f"reverse({rows})",
            f"concatenate({rows}, {self.write('bills', known, left - 1)})",
            f"append({rows}, {self.write('bill', known, left - 1)})",
            f"{rows}[item.open > 1]",
            f"{rows}[{self.write('boolean', known, left - 1)} and not(paid)]",
            f"(for {one} in {rows} return if {number} > 2 then {one} else {one})",
            f"(for {one} in {rows} return {{b: {one}}}).b",
            f"flatten([{rows}, [{self.write('bill', known, left - 1)}]])",
        )

    def element(self, kind: str, known: Mapping[str, str], left: int) -> str:
        """Return one of several."""
        if kind == "bill":
            return f"{self.write('bills', known, left)}[{self.choose('1', '2', '-1')}]"
        return f"[{self.write(kind, known, left)}, {self.write(kind, known, left)}][{self.choose('1', '2')}]"

    def coalesced(self, kind: str, known: Mapping[str, str], left: int) -> str:
        """Return the first that there is."""
        return f"coalesce({self.write(kind, known, left)}, {self.write(kind, known, left)})"

    def chosen(self, kind: str, known: Mapping[str, str], left: int) -> str:
        """Return one of two by a condition."""
        condition = self.write("boolean", known, left - 1)
        return f"(if {condition} then {self.write(kind, known, left)} else {self.write(kind, known, left)})"

    def called(self, kind: str, known: Mapping[str, str], left: int) -> str:
        """Return what a function gives that is written where it is called, or is handed on."""
        one, given = self.name(), self.draw(st.sampled_from([*RECORDS, "bills", "number"]))
        body = self.write(kind, {**known, one: given}, left)
        argument = self.write(given, known, left)
        return self.choose(
            f"(function({one}) {body})({argument})",
            f"{{f: function({one}) {body}, r: f({argument})}}.r",
            f"(function(g, x) g(x))(function({one}) {body}, {argument})",
        )

    def called_by_name(self, kind: str, known: Mapping[str, str], left: int) -> str:
        """Return what a function of two gives whose arguments are named."""
        one, two = self.name(), self.name()
        given = self.draw(st.sampled_from(RECORDS))
        body = self.write(kind, {**known, one: given, two: "bills"}, left)
        first, second = self.write(given, known, left), self.write("bills", known, left)
        return f"(function({one}, {two}) {body})({two}: {second}, {one}: {first})"

    def kept(self, kind: str, known: Mapping[str, str], left: int) -> str:
        """Return a member of a context in which something was kept."""
        one = self.name()
        given = self.draw(st.sampled_from(RECORDS))
        body = self.write(kind, {**known, one: given}, left)
        kept = self.write(given, known, left)
        return self.choose(
            f"{{{one}: {kept}, r: {body}}}.r",
            f'context put({{{one}: {kept}}}, "z", {self.write(kind, known, left)}).z',
            f"context merge([{{{one}: 1}}, {{y: {self.write(kind, known, left)}}}]).y",
        )


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw an expression whose value is plain."""
    return Writer(draw).write(draw(st.sampled_from(["number", "string", "boolean"])), KINDS, 4)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(texts())
def test_what_is_read_is_enough(text: str) -> None:
    found = expression(text, SCOPE)
    assert found.tree is not None, text
    assert found.evaluate(loaded(found.reads)) == found.evaluate(VALUES), (text, found.reads)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("sort(customer.bills, function(a, b) a.due < b.due)[1].open", "bills bills.due bills.open"),
        ("(function(c) c.level.rate)(customer)", "level.rate"),
        ("(function(listed) for i in 1..2 return listed[i].open)(customer.bills)", "bills bills.open"),
        ("sum(sublist(customer.bills, 1, 2).open)", "bills bills.open"),
        ("{f: function(c) c.name, n: f(customer)}.n", "name"),
        ('get value(customer, "name")', ". name"),
    ],
)
def test_only_what_may_be_read_is_named(text: str, reads: str) -> None:
    wanted = {("customer", *([] if one == "." else one.split("."))) for one in reads.split()}
    assert expression(text, SCOPE).reads == wanted


def test_functions_that_call_themselves_are_followed_some_way() -> None:
    text = "{f: function(c) if c.up = null then c.name else f(c.up)}.f(free)"
    reads = expression(text, SCOPE).reads
    assert {("free", "name"), ("free", "up", "name"), ("free", "up", "up", "up", "name")} <= reads


def test_records_are_the_same_however_much_of_them_is_loaded() -> None:
    text = 'customer.seller = customer.bills[2].payer and customer.seller.name = "P1"'
    found = expression(text, SCOPE)
    assert found.evaluate(VALUES) is True
    assert found.evaluate(loaded(found.reads)) is True

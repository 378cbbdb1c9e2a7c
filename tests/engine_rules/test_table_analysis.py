"""Gaps and overlaps of decision tables, compared with what the tables really do."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_rules import types as t
from engine_rules.decision_table import HIT_POLICIES, OutputClause, table
from engine_rules.decisions.compiled_table import compile_table
from engine_rules.decisions.element import cell
from engine_rules.decisions.table_analysis import Analysis, analyse
from engine_rules.scope import Scope

NAMES = {
    "age": t.NUMBER,
    "level": t.STRING,
    "vip": t.BOOLEAN,
    "day": t.DATE,
    "wait": t.DAYS_TIME,
    "term": t.YEARS_MONTHS,
    "at": t.TIME,
    "moment": t.DATE_TIME,
    "lines": t.LIST,
}
SCOPE = Scope(NAMES)


def analysed(inputs: Sequence[str], rows: Sequence[Sequence[str]], **values: str) -> Analysis:
    return analyse(table(inputs, ["x"], [[*row, "1"] for row in rows], values=values), SCOPE)


def regions(found: Analysis) -> list[dict[str, str]]:
    return [gap.region for gap in found.gaps]


def test_a_table_without_gaps_and_overlaps() -> None:
    found = analysed(["age", "level"], [["< 18", "-"], [">= 18", '"高"'], [">= 18", 'not("高")']])
    assert (found.gaps, found.overlaps, found.left_out, found.complete) == ([], [], [], True)


@pytest.mark.parametrize(
    ("name", "cells", "gap"),
    [
        ("age", ["< 18", "> 18"], "18"),
        ("age", ["[18..65)", "> 65"], "< 18, 65"),
        ("age", ["<= 5", ">= 6"], "(5..6)"),
        ("age", ["not(3)"], "3"),
        ("age", ["1, 2", "> 2"], "< 1, (1..2)"),
        ("age", ["? < 3", "? between 3 and 5"], "> 5"),
        ("age", ["-5, < -5", "(-5..10]"], "> 10"),
        ("vip", ["true"], "false"),
        ("level", ['"高"', '"中"'], "…"),
        ("level", ['>= "m"'], '< "m"'),
        ("day", ['< date("2026-01-10")', '[date("2026-01-11")..date("2026-01-20")]'], "2026-01-10, > 2026-01-20"),
        ("wait", ['<= duration("P7D")'], "> P7D"),
        ("term", ['< @"P1Y"', '> @"P1Y"'], "P1Y"),
        ("at", ['< time("08:00:00")', '> time("17:00:00")'], "[08:00:00..17:00:00]"),
        ("moment", ['> @"2026-01-01T00:00:00"'], "<= 2026-01-01T00:00:00"),
    ],
)
def test_gaps_of_one_input(name: str, cells: list[str], gap: str) -> None:
    assert [region[name] for region in regions(analysed([name], [[one] for one in cells]))] == [gap]


def test_days_have_nothing_between_them() -> None:
    found = analysed(["day"], [['<= @"2026-01-10"'], ['>= @"2026-01-11"']])
    assert found.gaps == []


def test_allowed_values_bound_the_space() -> None:
    rows = [['"高"'], ['"中"', "x"][:1]]
    assert regions(analysed(["level"], rows, level='"高","中","低"')) == [{"level": '"低"'}]
    assert regions(analysed(["age"], [["[0..100)"]], age="[0..100]")) == [{"age": "100"}]


def test_a_gap_over_several_inputs_names_those_that_matter() -> None:
    found = analysed(["age", "level", "vip"], [["< 18", "-", "-"], [">= 18", '"高"', "true"]], level='"高","低"')
    assert regions(found) == [
        {"age": ">= 18", "level": '"高"', "vip": "false"},
        {"age": ">= 18", "level": '"低"'},
    ]


def test_overlaps_name_the_rules_and_an_example() -> None:
    found = analysed(["age", "vip"], [["< 18", "-"], ["> 16", "true"], ["-", "false"]])
    assert {overlap.rules for overlap in found.overlaps} == {(1, 2), (1, 3)}
    made = compile_table(
        table(["age", "vip"], ["x"], [["< 18", "-", "1"], ["> 16", "true", "1"], ["-", "false", "1"]]), SCOPE
    )
    for overlap in found.overlaps:
        assert made.rules_matching(overlap.example) == list(overlap.rules)


def test_cells_that_are_no_plain_tests_are_named_and_never_accused() -> None:
    found = analysed(["age", "level"], [["> count(lines)", "-"], ["< 5", "-"], ["-", "string length(?) > 2"]])
    assert [(cell.rule, cell.input) for cell in found.left_out] == [(1, "age"), (3, "level")]
    assert found.gaps == []
    assert found.overlaps == []


def test_what_is_reported_depends_on_the_hit_policy() -> None:
    rows = [["< 10", "1"], ["< 20", "2"], ["< 5", "1"]]

    def codes(kind: str, default: str | None = None) -> list[str]:
        output = OutputClause(default=cell(default) if default else None)
        made = table(["age"], [output], rows, HIT_POLICIES[kind].model_validate({"kind": kind}))
        return [found.code for found in analyse(made, SCOPE).diagnostics(made)]

    assert codes("unique") == ["table-gap", "table-overlap"]
    assert codes("any") == ["table-gap", "table-overlap"]
    assert codes("first") == ["table-gap"]
    assert codes("unique", "0") == ["table-overlap"]


def test_texts_are_in_both_languages() -> None:
    made = table(["age"], ["x"], [["< 10", "1"], ["[5..20]", "2"]])
    gap, overlap = analyse(made, SCOPE).diagnostics(made)
    assert gap.message.en == "No rule covers age: > 20, for example age = 21."
    assert overlap.message.zh_cn == "规则 1, 2 同时匹配，例如 age = 5。"


def test_the_table_of_the_documents() -> None:
    page = (Path(__file__).parents[2] / "docs" / "concepts" / "decision-tables.md").read_text(encoding="utf-8")
    rows = [re.findall(r"`([^`]+)`", line) for line in page.splitlines() if re.match(r"\| \d ", line)]
    names = {"amount": t.NUMBER, "level": t.STRING}

    def said(cells: list[list[str]]) -> list[str]:
        made = table(["amount", "level"], ["discount"], cells)
        return [found.message.en for found in analyse(made, Scope(names)).diagnostics(made)]

    assert said(rows) == []
    (gap,) = said(rows[:2])
    assert "No rule covers amount: >= 1000, level: …," in gap
    assert "`amount: >= 1000, level: …`" in page.replace("\n", " ")


def test_a_huge_table_ends_in_time() -> None:
    names = {f"n{at}": t.NUMBER for at in range(12)}
    rows = [[f"[{rule + at}..{rule * 3 + at}]" for at in range(12)] + ["1"] for rule in range(60)]
    made = table(list(names), ["x"], rows)
    found = analyse(made, Scope(names))
    assert not found.complete
    assert found.diagnostics(made)[-1].code == "table-not-analysed"


POINTS = st.integers(-3, 3)
CELLS = st.one_of(
    st.just("-"),
    POINTS.map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), POINTS).map(lambda pair: f"{pair[0]} {pair[1]}"),
    st.tuples(st.sampled_from("[("), POINTS, POINTS, st.sampled_from("])")).map(
        lambda four: f"{four[0]}{min(four[1:3])}..{max(four[1:3])}{four[3]}"
    ),
    st.lists(POINTS, min_size=1, max_size=3).map(lambda some: f"not({', '.join(map(str, some))})"),
)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5)


@given(ROWS)
def test_the_search_agrees_with_the_table(rows: list[tuple[str, str]]) -> None:
    names = {"a": t.NUMBER, "b": t.NUMBER}
    made = table(["a", "b"], ["x"], [[*row, "1"] for row in rows])
    ready = compile_table(made, Scope(names))
    found = analyse(made, Scope(names))
    grid = [Decimal(at) / 2 for at in range(-8, 9)]
    matches = {(a, b): ready.rules_matching({"a": a, "b": b}) for a, b in product(grid, grid)}
    assert bool(found.gaps) == any(not rules for rules in matches.values())
    seen = {tuple(rules) for rules in matches.values() if len(rules) > 1}
    listed = {overlap.rules for overlap in found.overlaps}
    assert listed == {one for one in seen if not any(set(one) < set(other) for other in seen)}
    for gap in found.gaps:
        assert ready.rules_matching(gap.example) == []
        inside: Any = compile_table(
            table(["a", "b"], ["x"], [[gap.region.get("a", "-"), gap.region.get("b", "-"), "1"]]), Scope(names)
        )
        assert inside.rules_matching(gap.example) == [1]
        assert all(not rules for (a, b), rules in matches.items() if inside.rules_matching({"a": a, "b": b}))

"""Runs the examples of the page on the language, and shows that it names every spelling of a spreadsheet."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine_rules.evaluation import MAX_CALLS, MAX_SECONDS, MAX_SIZE, MAX_STEPS
from engine_rules.expression import expression
from engine_rules.lexer import MAX_DEPTH, MAX_LENGTH
from engine_rules.library import FUNCTIONS, find
from engine_rules.numbers import DIGITS, MAX_EXPONENT
from engine_rules.operators import equal
from engine_rules.scope import Scope

PAGE = (Path(__file__).parents[1] / "docs" / "concepts" / "language.md").read_text(encoding="utf-8")


def blocks(kind: str) -> Iterator[str]:
    """Iterate over the fenced blocks of a kind."""
    yield from re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def lines(kind: str) -> list[tuple[str, str]]:
    """Return the expressions of the blocks of a kind, each with what stands behind its arrow."""
    return [
        (left.strip(), right.strip())
        for block in blocks(kind)
        for left, _, right in (line.rpartition("=>") for line in block.splitlines() if line.strip())
    ]


VALUES = expression(next(blocks("feel names")), Scope()).evaluate({})
SCOPE = Scope.of_values(VALUES)


@pytest.mark.parametrize(("text", "result"), lines("feel"))
def test_an_example_has_the_value_behind_its_arrow(text: str, result: str) -> None:
    example = expression(text, SCOPE)
    assert [found.text() for found in example.errors] == []
    value, wanted = example.evaluate(VALUES), expression(result, SCOPE).evaluate(VALUES)
    assert equal(value, wanted) is True
    assert type(value) is type(wanted)


@pytest.mark.parametrize(("text", "code"), lines("feel refused"))
def test_a_refused_example_is_refused_for_the_reason_behind_its_arrow(text: str, code: str) -> None:
    assert code in [found.code for found in expression(text, SCOPE).errors]


def test_the_page_has_examples_of_both_kinds() -> None:
    assert len(lines("feel")) > 100
    assert len(lines("feel refused")) > 10


def test_the_table_of_spellings_is_right() -> None:
    rows = re.findall(r"^\| ((?:`[A-Z]+`(?:, )?)+) \| `([a-z ]+)` \|$", PAGE, re.MULTILINE)
    told = {spelling: name for spellings, name in rows for spelling in re.findall(r"[A-Z]+", spellings)}
    found = {spelling: find(spelling) for spelling in told}
    assert {spelling: function.name if function else None for spelling, function in found.items()} == told


def test_every_name_of_a_spreadsheet_is_on_the_page() -> None:
    named = set(re.findall(r"`([A-Z][A-Z0-9.]*)`", PAGE))
    names = {name for function in FUNCTIONS.values() for name in (function.name, *function.spellings)}
    spelt = {name for name in names if re.fullmatch(r"[A-Z][A-Z0-9]*", name)}
    assert sorted(spelt - named) == []


def test_the_limits_are_those_of_the_engine() -> None:
    table = PAGE.partition("## Limits")[2].partition("##")[0]
    numbers = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?<!,)", table)}
    assert {MAX_LENGTH, MAX_DEPTH, MAX_STEPS, MAX_SIZE, MAX_CALLS, DIGITS, MAX_EXPONENT, MAX_SECONDS} <= numbers

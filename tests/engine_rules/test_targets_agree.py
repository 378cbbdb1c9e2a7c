"""Random typed expressions mean the same in Python, PostgreSQL, DuckDB and the browser."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from engine_rules.expression import Expression
from tests.engine_rules.expressions import FUNCTIONS_BY_RESULT, SCOPE, Drawn, drawn, expressions
from tests.engine_rules.table_of_values import TableOfValues
from tests.engine_rules.targets import Targets


@pytest.fixture(scope="module")
def targets(postgres_url: str) -> Iterator[Targets]:
    with Targets(postgres_url) as found:
        yield found


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(expressions())
def test_a_drawn_expression_means_the_same_everywhere(targets: Targets, case: Drawn) -> None:
    assert not targets.compare([case]).differences


def test_many_random_expressions_mean_the_same_everywhere(targets: Targets) -> None:
    chance = random.Random()
    tally = targets.compare([drawn(chance.choice) for _ in range(400)])
    assert not tally.differences, "\n".join(tally.differences[:5])
    assert tally.compared["postgres"] > 360, "nearly all of them run in SQL"
    assert tally.compared["duckdb"] > 360


def test_what_is_drawn_is_worth_comparing() -> None:
    chance = random.Random(1)
    cases = [drawn(chance.choice) for _ in range(300)]
    values = [Expression(case.text, SCOPE).evaluate(case.values) for case in cases]
    assert sum(value is not None for value in values) > 200, "most have a value"
    assert any("lines" in case.text for case in cases)
    assert sum(len(found) for found in FUNCTIONS_BY_RESULT.values()) > 60


def test_random_expressions_over_the_rows_of_a_table_mean_the_same(postgres_url: str) -> None:
    chance = random.Random()
    with TableOfValues(postgres_url, 40, chance.randrange(10**9)) as table:
        differences = [found for _ in range(150) for found in table.differences(drawn(chance.choice).text)]
    assert not differences, "\n".join(differences[:5])

"""Analyses against independent computations: what goes together, what makes a difference, how numbers go on."""

import math
import random
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from engine_reports.analyses.association import AssociationAnalysis
from engine_reports.analyses.forecast import ForecastAnalysis
from engine_reports.analyses.lift import LiftAnalysis
from engine_reports.comparing import compared
from engine_reports.compiled import AnswerRow
from engine_reports.course import course_of
from engine_reports.foretelling import told_as_json
from engine_reports.pairing import paired
from engine_reports.proportion import newcombe, wilson
from engine_reports.query import ReportQuery

LABEL = {"en": "Visited", "zh-CN": "拜访"}


@pytest.mark.scenario("S48")
def test_s48_pairs_have_the_counts_that_sets_have() -> None:
    chance = random.Random(4)
    baskets = {f"c{at}": {one for one in "abcdef" if chance.random() < 0.45} for at in range(60)}
    lying = [(basket, item) for basket, items in baskets.items() for item in sorted(items)]
    found = paired(AssociationAnalysis(kind="association", least=2, rules=1000), [*lying, *lying[:5]])
    wanted = {}
    for left, right in permutations("abcdef", 2):
        of_left = [one for one in baskets.values() if left in one]
        both = sum(right in one for one in of_left)
        of_right = sum(right in one for one in baskets.values())
        if both >= 2:
            filled = sum(bool(one) for one in baskets.values())
            wanted[left, right] = (both, len(of_left), of_right, both / len(of_left) / (of_right / filled))
    assert {(one.left, one.right): (one.both, one.of_left, one.of_right) for one in found.rules} == {
        pair: figures[:3] for pair, figures in wanted.items()
    }
    for rule in found.rules:
        assert float(rule.lift) == pytest.approx(wanted[rule.left, rule.right][3], abs=1e-7)  # type: ignore[index]
    # From some things on, only what goes with these is told.
    begun = paired(AssociationAnalysis(kind="association", least=2), lying, frozenset({"a", "b"}))
    assert begun.rules
    assert all(one.left in {"a", "b"} and one.right not in {"a", "b"} for one in begun.rules)


def row(**counts: int) -> AnswerRow:
    """Return a group with the four counts of a behaviour."""
    return AnswerRow((), {f"b0_{name}": Decimal(one) for name, one in counts.items()}, {})


def lifted(**counts: int) -> Any:
    behaviour = {"name": "visited", "label": LABEL, "condition": "visits > 0"}
    analysis = LiftAnalysis.model_validate({"kind": "lift", "outcome": "won", "behaviours": [behaviour]})
    return compared(analysis, [row(**counts)], [None]).rows[0]


@pytest.mark.scenario("S29")
def test_s29_a_difference_has_the_interval_of_newcombe() -> None:
    # The example of Newcombe (1998), table II (a): 56/70 against 48/80 gives 0.0524 to 0.3339.
    found = lifted(**{"with": 70, "with_won": 56, "without": 80, "without_won": 48})
    assert (found.done.rate, found.left.rate, found.difference) == (Decimal("0.8"), Decimal("0.6"), Decimal("0.2"))
    assert (round(found.low, 4), round(found.high, 4)) == (Decimal("0.0524"), Decimal("0.3339"))
    assert found.sure
    assert found.lift == Decimal("1.33333333")
    few = lifted(**{"with": 5, "with_won": 4, "without": 5, "without_won": 3})
    assert not few.sure
    none = lifted(**{"with": 0, "with_won": 0, "without": 5, "without_won": 3})
    assert (none.done.rate, none.difference, none.lift, none.sure) == (None, None, None, False)
    assert wilson(0, 20, 0.95)[0] == pytest.approx(0, abs=1e-12)
    assert newcombe((0, 10), (0, 10), 0.95)[0] < 0 < newcombe((0, 10), (0, 10), 0.95)[1]


def monthly(values: list[float], promoted: list[float], planned: list[float]) -> dict[str, Any]:
    return told_as_json({"values": values, "promoted": promoted, "planned": planned, "season": 12, "confidence": 0.8})


@pytest.mark.scenario("S44")
def test_s44_season_and_promotions_are_found_again() -> None:
    chance = random.Random(7)
    promoted = [1.0 if at % 5 == 2 else 0.0 for at in range(42)]
    true = [
        1000 * (1 + 0.01 * at) * (1 + 0.3 * math.sin(math.tau * at / 12)) * 1.25 ** promoted[at] for at in range(42)
    ]
    seen = [value * chance.uniform(0.97, 1.03) for value in true[:36]]
    found = monthly(seen, promoted[:36], promoted[36:])
    factor, low, high = found["effect"]
    assert abs(factor - 1.25) < 0.06
    assert low < factor < high < 1.4
    assert max(abs(one / wanted - 1) for one, wanted in zip(found["middle"], true[36:], strict=True)) < 0.08
    assert found["mape"] < 0.06 < found["naive_mape"]
    assert found["mase"] < 1
    assert found["tested"] >= 6
    assert all(
        low < middle < high for low, middle, high in zip(found["low"], found["middle"], found["high"], strict=True)
    )


def test_series_without_anything_to_learn_are_foretold_as_they_are() -> None:
    assert monthly([5.0] * 8, [0.0] * 8, [0.0] * 3)["middle"] == [5.0] * 3
    assert monthly([0.0] * 8, [0.0] * 8, [0.0] * 3)["high"] == [0.0] * 3
    assert min(monthly([3.0, 0.0, 4.0, 0.0, 1.0, 0.0, 2.0], [0.0] * 7, [0.0] * 4)["low"]) >= 0


def course(rows: list[tuple[date, str, int]], today: date, **more: Any) -> Any:
    analysis = ForecastAnalysis.model_validate({"kind": "forecast", "horizon": 2, "groups": 1, **more})
    query = ReportQuery.model_validate(
        {
            "dataset": "order",
            "dimensions": [
                {"name": "month", "expression": "placed", "grain": "month"}, {"name": "who", "expression": "who"},
            ],
            "measures": [{"name": "amount", "of": {"kind": "sum", "value": "amount"}}],
        }
    )  # fmt: skip
    given = [
        AnswerRow(("month", "who"), {"month": at, "who": who, "amount": Decimal(one)}, {}) for at, who, one in rows
    ]
    promotions = [(date(2026, 2, 1), date(2026, 2, 14)), (date(2026, 2, 10), date(2026, 2, 20))]
    return course_of(analysis, query, given, today, promotions, str)


def test_the_present_period_does_not_count_and_gaps_are_zero() -> None:
    rows = [
        (date(2025, 11, 1), "a", 5),
        (date(2026, 1, 1), "a", 7),
        (date(2026, 1, 1), "b", 1),
        (date(2026, 2, 1), "a", 99),
    ]
    found = course(rows, date(2026, 2, 3))
    assert found.past == (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1))
    assert found.series == (((), (5, 0, 8)), (("a",), (5, 0, 7)))
    assert (found.left_out, found.unfinished) == (1, date(2026, 2, 1))
    assert found.future == (date(2026, 2, 1), date(2026, 3, 1))
    # Twenty days of February, each counted once.
    assert found.promoted == {date(2026, 2, 1): Decimal("0.7143")}
    # Three periods are too few, which the finding says.
    (whole, _) = found.finding([]).series
    assert (found.tasks, whole.known, whole.needed, whole.model) == ([], 3, 6, "")

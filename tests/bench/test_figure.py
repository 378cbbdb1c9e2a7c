"""Shows what a figure of a benchmark says."""

import json

from bench import Figure


def test_a_ratio_holds_when_it_reaches_its_goal() -> None:
    figure = Figure("rate", ours=300, yardstick=200, goal=1.3, unit="1/s")
    assert json.loads(figure.line()) == {
        "figure": "rate",
        "value": 1.5,
        "goal": 1.3,
        "held": True,
        "ours": 300,
        "yardstick": 200,
        "unit": "1/s",
    }
    assert not Figure("rate", ours=100, yardstick=200, goal=1.3, unit="1/s").held


def test_a_limit_holds_when_it_is_not_exceeded() -> None:
    assert Figure("time", ours=1.2, yardstick=1.0, goal=1.2, unit="s", at_most=True).held
    assert not Figure("mismatches", ours=1, goal=0, unit="expressions", at_most=True).held

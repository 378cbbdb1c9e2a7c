"""Crashes: workers and writers are killed at random, many times, and nothing may be lost."""

from collections.abc import Iterator
from typing import Final

from bench import Figure
from bench._suite import passes

_ROUNDS: Final = 200
_QUICK: Final = 10


def figures(*, quick: bool) -> Iterator[Figure]:
    """Tell how many times processes were killed without a loss; 0 when something was lost."""
    rounds = _QUICK if quick else _ROUNDS
    held = passes("tests/crash", LOWCODE_CRASH_ROUNDS=rounds)
    yield Figure("crash-rounds-without-loss", rounds if held else 0, rounds, "rounds")

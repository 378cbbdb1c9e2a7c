"""Writers: sixteen change what a replica shows and roll back while its owner is killed; no answer may miss a change."""

from collections.abc import Iterator
from typing import Final

from bench import Figure
from bench._suite import passes

_SECONDS: Final = 600
_QUICK: Final = 15
_TEST: Final = "tests/store/analytics/test_replica.py"
_NAME: Final = "no_change_is_missed_or_doubled"


def figures(*, quick: bool) -> Iterator[Figure]:
    """Tell for how many seconds each answer held exactly what was committed before it; 0 when one did not."""
    seconds = _QUICK if quick else _SECONDS
    held = passes(_TEST, "-k", _NAME, LOWCODE_TEST_FRESHNESS_SECONDS=seconds)
    yield Figure("replica-seconds-without-a-difference", seconds if held else 0, seconds, "s")

"""Crashes: workers and writers are killed at random, many times, and nothing may be lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import Figure

_ROUNDS = 200
_QUICK = 10


def figures(*, quick: bool) -> Iterator[Figure]:
    """Tell how many times processes were killed without a loss; 0 when something was lost."""
    rounds = _QUICK if quick else _ROUNDS
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/crash"]
    around = {**os.environ, "LOWCODE_CRASH_ROUNDS": str(rounds)}
    place = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=place, env=around, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(done.stdout)
    yield Figure("crash-rounds-without-loss", rounds if done.returncode == 0 else 0, rounds, "rounds")

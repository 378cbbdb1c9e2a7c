"""Tests of the suite that benchmarks run for longer than the suite does."""

import os
import subprocess
import sys
from pathlib import Path


def passes(*tests: str, **around: object) -> bool:
    """Return whether tests pass, with variables of the environment that say how long; otherwise print what they say."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        cwd=Path(__file__).parents[1],
        env={**os.environ, **{name: str(value) for name, value in around.items()}},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
    return done.returncode == 0

"""Random typed expressions on every target: how many of 20,000 are answered differently, which must be none."""

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import Figure
from engine_rules.numbers import use
from lowcode.cli.node import SCRIPT
from lowcode.kernel.errors import Unavailable
from lowcode.store import embedded
from tests.engine_rules.expressions import drawn
from tests.engine_rules.targets import Targets

_AT_ONCE = 500


def figures(*, quick: bool) -> Iterator[Figure]:
    """Compare the targets; what differs is written to the error output, with the seed that draws it again."""
    if not SCRIPT.is_file():
        msg = "the interpreter of the browser is not built: without it this would compare three targets, not four"
        raise Unavailable(msg)
    use()
    total = 1_000 if quick else 20_000
    seed = random.SystemRandom().randrange(10**9)
    differences = disagreements(total, seed)
    for found in differences:
        print(f"seed {seed}: {found}", file=sys.stderr)
    yield Figure(f"differences-in-{total}-random-expressions", len(differences), 0, "expressions", at_most=True)


def disagreements(total: int, seed: int) -> list[str]:
    """Return what the targets answer differently among `total` expressions drawn by `seed`."""
    chance = random.Random(seed)
    found: list[str] = []
    with (
        tempfile.TemporaryDirectory() as home,
        embedded.running(Path(home)) as server,
        Targets(server.url) as targets,
    ):
        for _ in range(0, total, _AT_ONCE):
            found += targets.compare([drawn(chance.choice) for _ in range(_AT_ONCE)]).differences
    return found

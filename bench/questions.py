"""Generated questions in DuckDB, PostgreSQL and plain Python: how many are answered differently, which must be none."""

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench import Figure
from lowcode.store import embedded
from tests.engine_reports.databases import DuckShop, PostgresShop
from tests.engine_reports.questions import Questions
from tests.engine_reports.test_targets_agree import SHOP, compare


def figures(*, quick: bool) -> Iterator[Figure]:
    """Compare the answers; what differs is written to the error output, with the seed that draws it again."""
    total = 300 if quick else 20_000
    seed = random.SystemRandom().randrange(10**9)
    differences = disagreements(total, seed)
    for found in differences:
        print(f"seed {seed}: {found}", file=sys.stderr)
    yield Figure(f"differences-in-{total}-generated-questions", len(differences), 0, "questions", at_most=True)


def disagreements(total: int, seed: int) -> list[str]:
    """Return what is answered differently among `total` questions drawn by `seed`."""
    questions = Questions(seed)
    found: list[str] = []
    with (
        tempfile.TemporaryDirectory() as home,
        embedded.running(Path(home)) as server,
        closing(DuckShop(SHOP)) as duck,
        closing(PostgresShop(server.url, SHOP)) as postgres,
    ):
        for _ in range(total):
            found += compare(questions.draw(), [duck, postgres])
    return found

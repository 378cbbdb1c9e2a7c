"""Generated questions in DuckDB, PostgreSQL and plain Python: how many are answered differently, which must be none.

Where Spark can run it is asked some of them too.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench import Figure
from bench._spark import URL, spark_python
from lowcode.store import embedded
from tests.engine_reports.databases import DuckShop, PostgresShop
from tests.engine_reports.questions import Questions
from tests.engine_reports.spark_shop import SparkShop, SparkTables
from tests.engine_reports.test_targets_agree import SHOP, compare


def figures(*, quick: bool) -> Iterator[Figure]:
    """Compare the answers; what differs is written to the error output, with the seed that draws it again."""
    total = 300 if quick else 20_000
    seed = random.SystemRandom().randrange(10**9)
    yield _figure(f"differences-in-{total}-generated-questions", disagreements(total, seed), seed)
    python = spark_python(install=not quick)
    if python is not None:
        asked = 20 if quick else 300
        found = spark_disagreements(asked, seed, python)
        yield _figure(f"differences-in-{asked}-generated-questions-in-spark", found, seed)


def _figure(name: str, differences: list[str], seed: int) -> Figure:
    """Return how many differences there are; they are written to the error output."""
    for found in differences:
        print(f"seed {seed}: {found}", file=sys.stderr)
    return Figure(name, len(differences), 0, "questions", at_most=True)


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


def spark_disagreements(total: int, seed: int, python: str) -> list[str]:
    """Return what Spark answers differently, asked by a Python that has it."""
    questions = Questions(seed)
    with tempfile.TemporaryDirectory() as home, SparkTables(Path(home), URL, python) as tables:
        spark = SparkShop(SHOP, tables)
        return [found for _ in range(total) for found in compare(questions.draw(), [spark])]

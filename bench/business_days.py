"""Business days: a thousand days of orders, deliveries, returns, payments and reversals, and the books after each."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bench import Figure
from bench._business_days import firm
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import opened
from lowcode.store.migration import migrate

SEED: Final = 20261122
FIRST: Final = date(2026, 1, 1)


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure how many days end with books that differ from the documents: none may."""
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield asyncio.run(_figure(server.url, Path(home), 20 if quick else 1_000))


async def _figure(url: str, home: Path, days: int) -> Figure:
    """Return how many days of those that were walked through ended with wrong books."""
    # On a machine that does much else, waiting long is no mistake of the books.
    settings = Settings(home, url, workspace="bench", database_connections=12, database_seconds=600)
    await migrate(url, "bench")
    wrong: list[str] = []
    async with opened(settings) as database, firm(Workspace(database, settings), SEED) as made:
        start = time.perf_counter()
        for number in range(days):
            await made.day(FIRST + timedelta(days=number))
            found = await made.differences()
            if found:
                wrong.append(f"day {number}: {found[0]}")
                sys.stderr.write(wrong[-1] + "\n")
            if (number + 1) % 50 == 0:
                sys.stderr.write(f"{number + 1} days, {time.perf_counter() - start:.0f} s\n")
        seconds = time.perf_counter() - start
    told = f"{days} days, {made.done:,} changes, {made.refused:,} refused, {seconds:.0f} s"
    sys.stderr.write(f"{told}\n")
    return Figure("business-days-with-wrong-books", len(wrong), 0, "days", at_most=True)

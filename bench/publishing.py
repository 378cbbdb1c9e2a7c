"""Publishing: a new form, and a field added to a form with many records while eight clients write."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import Figure
from lowcode.services.actor import PRODUCT
from lowcode.services.publishing import Publishing, PublishRequest
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import Database, opened
from lowcode.store.ids import new_id
from lowcode.store.migration import migrate

CLIENTS = 8
KINDS = ("text", "money", "date", "number", "switch", "date_time", "email", "phone", "percent", "long_text")


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure everything on a server of its own."""
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_all(Path(home), server.url, 100_000 if quick else 1_000_000))


async def _all(home: Path, url: str, records: int) -> list[Figure]:
    """Return the figures."""
    await migrate(url, "main")
    async with opened(Settings(home, url, database_connections=CLIENTS + 4)) as database:
        workspace = Workspace(database, Settings(home, url))
        publishing = await workspace.bundles.publishing()
        plain = _form("lead", 12)
        await _publish(publishing, None, plain)
        fresh = await _publish(publishing, 1, plain, _form("deal", 20))
        await _fill(database, records)
        async with _writing(database) as writers:
            await asyncio.sleep(0.5)
            added = await _publish(publishing, 2, _form("lead", 13), _form("deal", 20))
            indexed = await _publish(publishing, 3, _form("lead", 14, indexed=True), _form("deal", 20))
            await asyncio.sleep(0.5)
    return [
        Figure("publish-form-of-20-fields", fresh, 1, "s", at_most=True),
        Figure("publish-field-while-8-write", added, 1, "s", at_most=True),
        Figure("publish-indexed-field-while-8-write", indexed, 5, "s", at_most=True),
        Figure("writes-that-failed-meanwhile", writers.failed, 0, "writes", at_most=True),
        Figure("longest-write-meanwhile", writers.longest, 5, "s", at_most=True),
    ]


def _form(name: str, count: int, *, indexed: bool = False) -> dict[str, Any]:
    """Return a form."""
    fields: list[dict[str, Any]] = [
        {"kind": KINDS[at % len(KINDS)], "name": f"f{at}", "label": {"en": f"F{at}", "zh-CN": f"字段{at}"}}
        for at in range(count)
    ]
    fields[-1]["indexed"] = indexed
    return {"name": name, "label": {"en": name, "zh-CN": name}, "fields": fields}


async def _publish(publishing: Publishing, base: int | None, *forms: dict[str, Any]) -> float:
    """Publish forms; returns the seconds that it takes."""
    app = {"format": 1, "name": "bench", "label": {"en": "Bench", "zh-CN": "基准"}}
    content = {"app": app, "forms": {each["name"]: each for each in forms}}
    start = time.perf_counter()
    await publishing.publish(PRODUCT, "bench", PublishRequest(content=content, base_version=base))
    return time.perf_counter() - start


async def _fill(database: Database, records: int) -> None:
    """Fill the first form."""
    text = (
        "INSERT INTO bench__lead (id, f0, f1) SELECT gen_random_uuid(), 'record ' || n, n FROM generate_series(1, $1) n"
    )
    async with database.connection() as connection:
        await connection.execute(text, records, timeout=600)
        await connection.execute("ANALYZE bench__lead", timeout=600)


@dataclass(slots=True)
class _Writers:
    """What became of the writes."""

    failed: int = 0
    longest: float = 0
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    stop: bool = False

    async def write(self, database: Database) -> None:
        """Write until told to stop."""
        while not self.stop:
            start = time.perf_counter()
            try:
                async with database.transaction() as connection:
                    await connection.execute("INSERT INTO bench__lead (id, f0, f1) VALUES ($1, 'new', 1)", new_id())
            except Exception:  # noqa: BLE001 - whatever it is, the write has failed
                self.failed += 1
            self.longest = max(self.longest, time.perf_counter() - start)


@contextlib.asynccontextmanager
async def _writing(database: Database) -> AsyncIterator[_Writers]:
    """Let clients write inside the block."""
    writers = _Writers()
    writers.tasks = [asyncio.create_task(writers.write(database)) for _ in range(CLIENTS)]
    try:
        yield writers
    finally:
        writers.stop = True
        await asyncio.gather(*writers.tasks)

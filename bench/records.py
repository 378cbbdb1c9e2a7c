"""Records: creating them over HTTP, and a page of a long list, each against what people write by hand."""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import Figure
from bench._clients import Endpoint, Run, free_port, run, started
from bench._customers import APP, DOCUMENT, HAND_PATH, HAND_TABLES, PATH, record
from bench._django import django
from lowcode.bundle.app import LAYOUT
from lowcode.bundle.canonical import Json
from lowcode.bundle.folder import write
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.record_app import record_app_of
from lowcode.services.record_query import Query
from lowcode.services.records import Records
from lowcode.services.roles import NewGrant
from lowcode.services.tokens import NewToken
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import opened
from lowcode.store.migration import migrate

WORKSPACE = "bench"
OWNERS = 20
"""Among how many people the records of the long list are divided."""
_ANCHORS = (("directus", 12, 1 / 4), ("nocobase", 157, 1 / 30))
"""Milliseconds of CPU that others were found to spend on such a record, on a machine of this kind at another time."""


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure everything, ours and the yardstick in turns."""
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_figures(server.url, Path(home), quick=quick))


async def _figures(url: str, home: Path, *, quick: bool) -> list[Figure]:
    """Return all figures."""
    settings = Settings(home, url, workspace=WORKSPACE)
    await migrate(url, WORKSPACE)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        await workspace.bundles.import_files(PRODUCT, write(DOCUMENT, LAYOUT))
        account, ticket = await workspace.accounts.create(PRODUCT, NewAccount(name="seller", display_name="Seller"))
        await workspace.accounts.accept(Actor(), ticket.token, "correct horse battery")
        await workspace.roles.grant(PRODUCT, NewGrant(role=f"{APP}.seller", account_id=account.id))
        seller = Actor(account_id=account.id, roles=frozenset({f"{APP}.seller"}))
        token = (await workspace.tokens.create(seller, NewToken(name="bench", scopes=("read", "write")))).token
        async with database.connection() as connection:
            await connection.execute(HAND_TABLES)
            await connection.execute("INSERT INTO hand_token VALUES ($1, $2, 'seller')", token, account.id)
        created = await _creating(url, home, token, turns=9 if quick else 21, seconds=0.8 if quick else 2)
        listed = await _listing(workspace, seller, 100_000 if quick else 1_000_000, turns=5 if quick else 11)
    return [*created, *listed]


# --- creating ---------------------------------------------------------------------------------------------------------


async def _creating(url: str, home: Path, token: str, *, turns: int, seconds: float) -> list[Figure]:
    """Return what creating customers by eight clients takes, in short turns, so that noise meets all alike."""
    pairs: list[tuple[Run, Run]] = []
    others: list[Run] = []
    async with (
        _serving(url, home, token, hand=False) as ours,
        _serving(url, home, token, hand=True) as hand,
        django(url, token) as other,
    ):
        for endpoint in filter(None, (ours, hand, other)):
            await run(endpoint, 0.5)
        for at in range(turns):
            pairs.append((await run(ours, seconds), await run(hand, seconds)))
            if other is not None and at % 3 == 0:
                others.append(await run(other, seconds))
    rate = _middle([(mine.rate, theirs.rate) for mine, theirs in pairs])
    cpu = _middle([(mine.cpu, theirs.cpu) for mine, theirs in pairs])
    spent = statistics.median(mine.cpu for mine, _ in pairs)
    figures = [
        Figure("create-over-http", rate[0], 0.5, "records/s", rate[1]),
        Figure("cpu-of-create-over-http", cpu[0], 2, "ms", cpu[1], at_most=True),
    ]
    if others:
        theirs = statistics.median(one.cpu for one in others)
        figures.append(Figure("cpu-of-create-to-django-rest-framework", spent, 1 / 4, "ms", theirs, at_most=True))
    for name, anchor, goal in _ANCHORS:
        figures.append(
            Figure(f"cpu-of-create-to-anchor-{name}-not-measured-here", spent, goal, "ms", anchor, at_most=True)
        )
    return figures


def _middle(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the pair whose ratio is the median."""
    return sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]


@asynccontextmanager
async def _serving(url: str, home: Path, token: str, *, hand: bool) -> AsyncIterator[Endpoint]:
    """Hold the product, or the endpoint by hand, in a process of its own inside the block."""
    port = free_port()
    asked = {"url": url, "home": str(home), "workspace": WORKSPACE, "port": port, "hand": hand}
    command = [sys.executable, "-m", "bench._customers"]
    async with started(command, port, BENCH_SERVE=json.dumps(asked)) as process:
        body = record if hand else _ours
        yield Endpoint(port, HAND_PATH if hand else PATH, f"Bearer {token}", body, process)


def _ours(at: int) -> Any:
    """Return a request to the product."""
    return {"values": record(at)}


# --- a long list ------------------------------------------------------------------------------------------------------

_FILL = """
INSERT INTO bench__customer (id, version, created_at, updated_at, owner, code, name, grade, credit, discount, since,
    active, allowed)
SELECT uuidv7(), 1, now(), now(), ($2::uuid[])[1 + at % $3], 'L' || at, 'Customer ' || at,
    chr(65 + at % 3), (at::bigint * 7919) % 100000, at % 30, date '2026-01-01' + at % 365, at % 2 = 0, at
FROM generate_series(1, $1) AS at
"""
_HAND_PAGE = """
SELECT * FROM bench__customer
WHERE trashed_at IS NULL AND owner = $1 AND grade = $2 ORDER BY credit DESC, id DESC LIMIT 51
"""
_HAND_COUNT = """
SELECT count(*) FROM (
    SELECT FROM bench__customer WHERE trashed_at IS NULL AND owner = $1 AND grade = $2 LIMIT 10001
) AS found
"""


async def _listing(workspace: Workspace, seller: Actor, count: int, *, turns: int) -> list[Figure]:
    """Return what a page with filter, order, count and access rule takes, of a long list."""
    content: Json = DOCUMENT
    app, records = record_app_of(content), Records(workspace.database)
    owners = [seller.account, *(UUID(int=at) for at in range(1, OWNERS))]
    async with workspace.database.connection() as connection:
        await connection.execute(_FILL, count, owners, OWNERS, timeout=600)
        await connection.execute("VACUUM ANALYZE bench__customer", timeout=600)
    query = Query.model_validate(
        {
            "filter": {"kind": "field", "field": "grade", "operator": "equals", "value": "A"},
            "sort": [{"by": "credit", "descending": True}],
        }
    )

    async def ours() -> None:
        page = await records.reading.page(app, seller, "customer", query)
        found = await records.reading.count(app, seller, "customer", query)
        assert len(page.records) == min(50, found.count)

    async def hand() -> None:
        async with workspace.database.connection() as connection:
            rows = await connection.fetch(_HAND_PAGE, seller.account, "A")
            found = await connection.fetchval(_HAND_COUNT, seller.account, "A")
            assert len([dict(row) for row in rows]) >= min(50, found)

    pairs = [(await _milliseconds(ours), await _milliseconds(hand)) for _ in range(turns)]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return [
        Figure("page-of-a-long-list", mine, 1.5, "ms", theirs, at_most=True),
        Figure("page-of-a-long-list-at-all", mine, 100, "ms", at_most=True),
    ]


async def _milliseconds(work: Callable[[], Awaitable[None]]) -> float:
    """Return how long something takes."""
    begin = time.perf_counter()
    await work()
    return (time.perf_counter() - begin) * 1000

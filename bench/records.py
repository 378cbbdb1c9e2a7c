"""Records: creating them over HTTP, and a page of a long list, each against what people write by hand."""

import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import Figure
from bench._customers import APP, DOCUMENT, HAND_PATH, HAND_TABLES, PATH, record
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

CLIENTS = 8
WORKSPACE = "bench"
OWNERS = 20
"""Among how many people the records of the long list are divided."""


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
        created = await _creating(url, home, token, turns=3 if quick else 7, seconds=1.5 if quick else 5)
        listed = await _listing(workspace, seller, 100_000 if quick else 1_000_000, turns=5 if quick else 11)
    return [created, *listed]


# --- creating ---------------------------------------------------------------------------------------------------------


async def _creating(url: str, home: Path, token: str, *, turns: int, seconds: float) -> Figure:
    """Return how many customers are created in a second by eight clients."""
    ours: list[float] = []
    hand: list[float] = []
    async with _serving(url, home, hand=False) as our_port, _serving(url, home, hand=True) as hand_port:
        for port, path, body in ((our_port, PATH, _ours), (hand_port, HAND_PATH, _hand)):
            await _rate(port, path, token, body, 0.5)
        for _ in range(turns):
            ours.append(await _rate(our_port, PATH, token, _ours, seconds))
            hand.append(await _rate(hand_port, HAND_PATH, token, _hand, seconds))
    return Figure("create-over-http", statistics.median(ours), 0.5, "records/s", statistics.median(hand))


def _ours(at: int) -> Any:
    """Return a request to the product."""
    return {"values": record(at)}


def _hand(at: int) -> Any:
    """Return a request to the endpoint by hand."""
    return record(at)


@asynccontextmanager
async def _serving(url: str, home: Path, *, hand: bool) -> AsyncIterator[int]:
    """Hold a server in a process of its own inside the block, and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    asked = {"url": url, "home": str(home), "workspace": WORKSPACE, "port": port, "hand": hand}
    environment = {**os.environ, "BENCH_SERVE": json.dumps(asked)}
    process = subprocess.Popen([sys.executable, "-m", "bench._customers"], env=environment)  # noqa: ASYNC220 - waits for it
    try:
        for _ in range(300):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                break
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


async def _rate(port: int, path: str, token: str, body: Callable[[int], Any], seconds: float) -> float:
    """Return how many requests are answered in a second."""
    begin = time.perf_counter()
    until = begin + seconds
    done = await asyncio.gather(*(_client(port, path, token, body, at, until) for at in range(CLIENTS)))
    return sum(done) / (time.perf_counter() - begin)


async def _client(port: int, path: str, token: str, body: Callable[[int], Any], first: int, until: float) -> int:
    """Send requests over one connection until a moment, and return how many were answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.perf_counter() < until:
        content = json.dumps(body(first + done * CLIENTS)).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        writer.write(head.encode() + content)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        text = await reader.readexactly(length)
        if not answer.startswith(b"HTTP/1.1 200"):
            message = f"the server answers {answer[:40]!r}: {text[:300]!r}"
            raise RuntimeError(message)
        done += 1
    writer.close()
    return done


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

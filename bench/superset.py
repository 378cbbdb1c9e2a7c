"""Superset: what it adds to the SQL of a chart, beside what the product adds to its own; nothing is kept of answers."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil

from bench import Figure
from bench._clients import free_port, started
from bench._replica import bare, owners
from bench._report_shop import APP, CHARTS, DOCUMENT, Size, fill
from bench._superset_runs import SupersetChart, superset
from engine_reports.query import ReportQuery
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.publishing import PublishRequest
from lowcode.services.record_app import record_app_of
from lowcode.services.report_asking import counted
from lowcode.services.reports import Reports
from lowcode.services.roles import NewGrant
from lowcode.services.tokens import NewToken
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import opened
from lowcode.store.migration import migrate

_WORKSPACE = "bench"
_WARM = 3
"""Rounds that are not counted."""


@dataclass(frozen=True, slots=True)
class _Ours:
    """The product, served."""

    client: httpx.AsyncClient
    home: Path
    process: psutil.Process

    async def ask(self, least: str) -> int:
        """Return how many groups the chart has of lines above an amount."""
        answer = await self.client.post(f"/api/apps/{APP}/reports/query", json={"query": _question(least)})
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(answer.text[:500])
        found = answer.json()
        if found["engine"] != "duckdb" or found["cached"]:
            message = f"the chart was answered by {found['engine']}"
            raise AssertionError(message)
        return len(found["rows"])


@dataclass(slots=True)
class _Spent:
    """What one answer took."""

    milliseconds: float
    processor: float
    """What the processes that were asked have worked."""


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure both in turns, each against the same SQL on its database."""
    size, rounds = Size(100_000 if quick else 400_000), 7 if quick else 31
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_figures(server.url, Path(home), size, rounds))


async def _figures(url: str, home: Path, size: Size, rounds: int) -> list[Figure]:
    """Return the overhead of one chart over its database, of both."""
    added: dict[str, list[_Spent]] = {"ours": [], "theirs": []}
    async with _served(url, home, size) as ours, superset(url, _WORKSPACE) as other:
        if other is None:
            return []
        with bare(size) as engine:
            connection = await asyncpg.connect(url)
            sql = await _texts(url, home)
            for at in range(_WARM + rounds):
                # Another number each time: nobody can have computed it before.
                least = f"0.{at + 10}"
                mine = await _ours_added(ours, engine, sql, least)
                theirs = await _theirs_added(other, connection, least)
                if at >= _WARM:
                    added["ours"].append(mine)
                    added["theirs"].append(theirs)
            await connection.close()
    for one in owners(home / "replica"):
        one.terminate()
    waited = [statistics.median(one.milliseconds for one in listed) for listed in added.values()]
    worked = [statistics.median(one.processor for one in listed) for listed in added.values()]
    return [
        Figure("chart-overhead-beside-superset", waited[0], 0.25, "ms", waited[1], at_most=True),
        Figure("chart-overhead-processor-beside-superset", worked[0], 0.25, "ms", worked[1], at_most=True),
    ]


async def _ours_added(ours: _Ours, engine: Any, sql: Callable[[str], tuple[str, list[Any]]], least: str) -> _Spent:
    """Return what the product adds to its engine, whose own work it does in processes of its own."""
    processes = [ours.process, *owners(ours.home / "replica")]
    whole, groups = await _spent(lambda: ours.ask(least), processes)
    text, parameters = sql(least)
    began, worked = time.perf_counter(), time.process_time()
    rows = engine.execute(text, parameters).fetchall()
    plain, own = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    assert len(rows) == groups
    return _Spent(whole.milliseconds - plain, whole.processor - own)


async def _theirs_added(other: SupersetChart, connection: Any, least: str) -> _Spent:
    """Return what Superset adds to PostgreSQL, which works in processes that are not counted."""
    children = other.process.children(recursive=True)
    whole, (groups, text) = await _spent(lambda: other.ask(least), [other.process, *children])
    began = time.perf_counter()
    rows = await connection.fetch(text.rstrip().rstrip(";"))
    plain = (time.perf_counter() - began) * 1000
    assert len(rows) == groups
    return _Spent(whole.milliseconds - plain, whole.processor)


async def _spent(work: Callable[[], Awaitable[Any]], processes: list[psutil.Process]) -> tuple[_Spent, Any]:
    """Return what an answer takes, with the answer."""
    began, worked = time.perf_counter(), _worked(processes)
    found = await work()
    return _Spent((time.perf_counter() - began) * 1000, _worked(processes) - worked), found


def _worked(processes: list[psutil.Process]) -> float:
    """Return the milliseconds that processes have worked."""
    times = [one.cpu_times() for one in processes]
    return sum(one.user + one.system for one in times) * 1000


def _question(least: str) -> dict[str, Any]:
    """Return the question of the chart, of lines above an amount."""
    return CHARTS["month-region"] | {"filter": f"amount > {least}"}


async def _texts(url: str, home: Path) -> Callable[[str], tuple[str, list[Any]]]:
    """Return what gives the SQL of the chart as the product writes it."""
    settings = Settings(home, url, workspace=_WORKSPACE)
    async with opened(settings) as database:
        asker = await Reports(database, settings).asking.asker(record_app_of(DOCUMENT), PRODUCT)

    def sql(least: str) -> tuple[str, list[Any]]:
        compiled = asker.question(counted(ReportQuery.model_validate(_question(least)))).compiled("duckdb")
        return compiled.text, compiled.bind()

    return sql


@asynccontextmanager
async def _served(url: str, home: Path, size: Size) -> AsyncIterator[_Ours]:
    """Hold the product with the lines of orders in a process of its own inside the block."""
    settings = Settings(home, url, workspace=_WORKSPACE, database_seconds=600)
    await migrate(url, _WORKSPACE)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        await (await workspace.bundles.publishing()).publish(PRODUCT, APP, PublishRequest(content=DOCUMENT))
        account, ticket = await workspace.accounts.create(PRODUCT, NewAccount(name="dora", display_name="Dora"))
        await workspace.accounts.accept(Actor(), ticket.token, "correct horse battery")
        await workspace.roles.grant(PRODUCT, NewGrant(role=f"{APP}.director", account_id=account.id))
        dora = Actor(account_id=account.id, roles=frozenset({f"{APP}.director"}))
        token = (await workspace.tokens.create(dora, NewToken(name="bench", scopes=("read",)))).token
        async with database.connection() as connection:
            for text in (*fill(size, duck=False), "VACUUM ANALYZE"):
                await connection.execute(text, timeout=600)
    port = free_port()
    command = [str(Path(sys.executable).with_name("lowcode")), "serve", "--port", str(port)]
    told = {"HOME": home, "DATABASE_URL": url, "WORKSPACE": _WORKSPACE, "REPLICA_FROM": 1, "WORKERS": 0, "DEMO": "off"}
    around = {f"LOWCODE_{name}": str(value) for name, value in told.items()}
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        started(command, port, **around) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120, headers=headers) as client,
    ):
        await _filled(client)
        yield _Ours(client, home, process)


async def _filled(client: httpx.AsyncClient) -> None:
    """Wait until the replica answers."""
    for at in range(300):
        answer = await client.post(f"/api/apps/{APP}/reports/query", json={"query": _question(f"1.{at}")})
        if answer.json().get("engine") == "duckdb":
            return
        await asyncio.sleep(0.2)
    message = "the replica was not filled"
    raise RuntimeError(message)

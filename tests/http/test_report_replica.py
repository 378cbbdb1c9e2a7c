"""The replica answers as PostgreSQL does, for everybody, at once after a change, and PostgreSQL when it cannot."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from lowcode.http.app import application
from lowcode.services.report_replica import ReplicaSource
from lowcode.settings import Settings
from tests.http.browsers import appoint, browser
from tests.http.test_reports import ALL, SUM, deals
from tests.scenarios.company import Company, create


@pytest.fixture
async def company(postgres_url: str, tmp_path: Path) -> AsyncIterator[Company]:
    """A company whose every table is large enough for the replica."""
    settings = Settings(
        tmp_path, postgres_url, workspace=f"h{uuid4().hex[:12]}", replica_from=0.001, database_seconds=60.0
    )
    app = application(settings, tmp_path / "app")
    async with app.router.lifespan_context(app):
        administrator = browser(app)
        await appoint(app, administrator)
        found = Company(app, administrator)
        await found.install("crm")
        await found.department("North")
        await found.hire("dora", "crm.director")
        await found.hire("mona", "crm.manager", department="North", head=True)
        await found.hire("sam", "crm.seller", department="North")
        await found.hire("sue", "crm.seller")
        yield found
        await found.close()
        await administrator.aclose()
    for one in owners(tmp_path):
        one.kill()


def owners(folder: Path) -> list[psutil.Process]:
    """Return the processes that own a replica in a folder."""
    found = []
    for one in psutil.process_iter():
        with suppress(psutil.Error):
            if any(file.path.startswith(str(folder / "replica")) for file in one.open_files()):
                found.append(one)
    return found


async def ask(company: Company, name: str, query: dict[str, Any]) -> dict[str, Any]:
    answer = await company.browsers[name].post(f"{ALL}/query", json={"query": query})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def by_replica(company: Company, name: str, query: dict[str, Any]) -> dict[str, Any]:
    """Return an answer of the replica, once it is there."""
    for _ in range(300):
        answer = await ask(company, name, query)
        if answer["engine"] == "duckdb":
            return answer
    raise AssertionError


async def test_the_replica_answers_as_postgres_does_and_is_replaced_when_it_is_killed(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await deals(company, "sam", 100, 50)
    await deals(company, "sue", 7)
    query = {"dataset": "opportunity", "dimensions": [{"name": "owner", "expression": "owner.name"}], "measures": [SUM]}
    await by_replica(company, "dora", query)
    # Everything that the shipped dashboards ask, for everybody, by both.
    boards = (await company.browsers["dora"].get("/api/apps/crm/reports/dashboards/director")).json()
    sources = company.app.state.reports.asking._sources
    (source,) = [one for one in sources if isinstance(one, ReplicaSource)]
    # How long the present stay in a stage has lasted changes between two answers.
    tiles = [one["chart"]["query"] for one in boards["tiles"]]
    queries = [query, *(one for one in tiles if one["dataset"] != "opportunity.stage")]
    asked = 0
    for name in ("dora", "mona", "sam", "sue"):
        for one in queries:
            answers = []
            for least in (1, 0):
                monkeypatch.setattr(source, "_least", least)
                answers.append(await ask(company, name, one))
            fast, plain = answers
            # Tables without a row are not worth a replica.
            if one["dataset"] in {"opportunity", "open_deals"}:
                assert fast["engine"] == "duckdb"
            assert plain["engine"] == "postgres"
            assert (fast["rows"], fast["count"]) == (plain["rows"], plain["count"]), one
            asked += 1
    assert asked > 50
    monkeypatch.setattr(source, "_least", 1)
    # What has been committed is in the next answer.
    customer = await create(company.browsers["sue"], "customer", name="New")
    await create(company.browsers["sue"], "opportunity", name="n", customer=customer["id"], amount="3")
    answer = await by_replica(company, "sue", query)
    assert [row["values"] for row in answer["rows"]] == [["Sue", "10.00"]]
    assert (await by_replica(company, "sue", query))["cached"] is True
    (owner,) = owners(tmp_path)
    owner.kill()
    owner.wait(10)
    answer = await ask(company, "sue", query)
    assert [row["values"] for row in answer["rows"]] == [["Sue", "10.00"]]
    await by_replica(company, "sue", query)
    assert [one.pid for one in owners(tmp_path)] != [owner.pid]

"""Very large tables are asked in Spark, and where it is away others answer the same."""

import asyncio
import socket
from pathlib import Path

import pytest

from engine_reports.query import ReportQuery
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import PRODUCT
from lowcode.services.record_app import RecordApp
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.report_asking import ReportAsking
from lowcode.services.report_replica import analyst_of, replica_sources
from lowcode.services.report_source import PostgresSource
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from tests.services.records.conftest import Person, person, records
from tests.services.records.shop import build, record_app, said

__all__ = ["person", "records"]
LIMITS = {
    "dataset": "customer",
    "dimensions": [{"name": "level", "expression": "level"}],
    "measures": [{"name": "n", "of": {"kind": "count"}}],
}


@pytest.fixture
def closed() -> str:
    """The address of a Spark that is not there: nobody listens at the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"sc://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture(name="app")
async def two_customers(workspace: Workspace, records: Records) -> RecordApp:
    """An app with two customers."""
    found = record_app()
    await build(workspace.database, found)
    for name in ("first", "second"):
        await records.writing.create(found, PRODUCT, "customer", NewRecord(values={"name": name}))
    return found


async def test_where_spark_refuses_the_connection_the_replica_answers_the_same(
    workspace: Workspace, records: Records, app: RecordApp, closed: str, tmp_path: Path
) -> None:
    database = workspace.database
    settings = Settings(
        tmp_path, database.url, workspace=database.workspace, replica_from=1e-9, spark_url=closed, spark_from=1e-9
    )
    async with analyst_of(database, settings) as analyst:
        far, near = replica_sources(database, analyst, settings)
        asker = await ReportAsking(records.reading, [near]).asker(app, PRODUCT)
        question = asker.question(ReportQuery.model_validate(LIMITS))
        plain = await PostgresSource(database, 20).find(question)
        asking = ReportAsking(records.reading, [far, near, PostgresSource(database, 20)])
        found = plain
        for _ in range(600):
            if (found := await asking.find(question)).engine == "duckdb":
                break
            await asyncio.sleep(0.05)
        assert (found.engine, found.rows) == ("duckdb", plain.rows)
        assert await far.find(question) is None


@pytest.mark.usefixtures("app")
async def test_a_rule_that_spark_cannot_tell_hides_nothing(
    workspace: Workspace, records: Records, person: Person
) -> None:
    rule = {"form": "customer", "actions": ["see"], "rows": 'upper case(name) = "FIRST"'}
    shouting = record_app([{"name": "shouting", "label": said("Shouting"), "grants": [rule]}])
    asking = ReportAsking(records.reading, [PostgresSource(workspace.database, 20)])
    asker = await asking.asker(shouting, await person("shouter", "shouting"))
    question = asker.question(ReportQuery.model_validate(LIMITS))
    assert [one.values["n"] for one in (await asking.find(question)).rows] == [1]
    with pytest.raises(Invalid) as raised:
        question.compiled("spark")
    assert [one.code for one in raised.value.diagnostics] == ["not-on-target"]
    assert question.compiled("duckdb").text


async def test_values_of_rules_keep_their_places_in_spark(
    records: Records, app: RecordApp, person: Person, workspace: Workspace
) -> None:
    asking = ReportAsking(records.reading, [PostgresSource(workspace.database, 20)])
    asker = await asking.asker(app, await person("leader", "leader"))
    query = ReportQuery.model_validate({**LIMITS, "filter": 'name in ("first", "second")'})
    found = asker.question(query).compiled("spark")
    assert found.bind() == ["a", "b", "first", "second"]
    assert [f":p{at}" in found.text for at in range(1, 6)] == [True, True, True, True, False]
    assert "$" not in found.text

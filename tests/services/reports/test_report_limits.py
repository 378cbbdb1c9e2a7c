"""A question that takes too much is stopped by the limit of its memory, and the forms go on meanwhile."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from engine_reports.compiled import Compiled
from engine_reports.query import ReportQuery
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import PRODUCT
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.report_asking import ReportAsking
from lowcode.services.report_replica import ReplicaSource
from lowcode.services.report_source import Found, Question
from lowcode.services.workspace import Workspace
from lowcode.store.analytics.analyst import Analyst, socket_of
from lowcode.store.analytics.owner import Order
from tests.services.records.conftest import records
from tests.services.records.shop import build, record_app

__all__ = ["records"]
COUNT = {"dataset": "customer", "measures": [{"name": "n", "of": {"kind": "count"}}]}
HEAVY = (
    "SELECT 0 AS l, CAST(sum(length(w)) AS BIGINT) AS m0 FROM (SELECT unnest(list(repeat(CAST(t.i AS VARCHAR), 40))) "
    "AS w FROM range(20000000) AS t (i), (SELECT count(*) FROM {table}) AS u)"
)
"""What keeps all of its values at once."""


@dataclass(frozen=True, slots=True)
class Heavy(Question):
    """A question whose statement takes more than there is."""

    def compiled(self, dialect: str, *, held: bool = False) -> Compiled:
        """Return the statement."""
        table = self.access.app.tables.shape("customer").name
        return replace(super(Heavy, self).compiled(dialect, held=held), text=HEAVY.format(table=table), parameters=())


async def asked(source: ReplicaSource, question: Question) -> Found:
    """Return the answer of the replica, once it is there."""
    for _ in range(1_000):
        if (found := await source.find(question)) is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError


async def test_a_heavy_question_stops_at_its_memory_and_forms_go_on(
    workspace: Workspace, records: Records, tmp_path: Path
) -> None:
    database, folder, app = workspace.database, tmp_path / "replica", record_app()
    await build(database, app)
    await records.writing.create(app, PRODUCT, "customer", NewRecord(values={"name": "first"}))
    order = Order(database.url, database.workspace, str(folder), socket_of(folder), 64, 1, 1.0)
    async with Analyst(order) as analyst:
        source = ReplicaSource(database, analyst, 120, 1e-9)
        asker = await ReportAsking(records.reading, [source]).asker(app, PRODUCT)
        light = asker.question(ReportQuery.model_validate(COUNT))
        assert (await asked(source, light)).rows[0].values["n"] == 1
        heavy = Heavy(light.query, light.subject, light.access, light.metrics)
        stopped = asyncio.create_task(asked(source, cast("Question", heavy)))
        for at in range(3):
            await records.writing.create(app, PRODUCT, "customer", NewRecord(values={"name": f"n{at}"}))
        with pytest.raises(Invalid) as raised:
            await stopped
        (told,) = raised.value.diagnostics
        assert (told.code, "LOWCODE_REPLICA_MEGABYTES" in str(told.hint)) == ("report-too-large", True)
        # Whoever asks something lighter gets it at once, with everything that was written meanwhile.
        assert (await asked(source, light)).rows[0].values["n"] == 4

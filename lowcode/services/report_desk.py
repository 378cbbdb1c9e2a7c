"""`report_desk`: the use cases of reports as jobs have them, with the replica and the statistician of this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lowcode.services.report_replica import analyst_of, replica_sources
from lowcode.services.reports import Reports
from lowcode.services.workshop import Workshop


@asynccontextmanager
async def report_desk(tools: Workshop) -> AsyncIterator[Reports]:
    """Hold the use cases of reports inside the block."""
    database, settings = tools.database, tools.workspace.settings
    analyst = analyst_of(database, settings)
    async with analyst, Reports(database, settings, replica_sources(database, analyst, settings)) as reports:
        yield reports

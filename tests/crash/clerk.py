"""A process that enters orders, which begin flows, until it is killed; the nursery gives birth to it."""

import sys
from contextlib import suppress
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[2]))

from lowcode.kernel.errors import Unavailable
from lowcode.services.actor import Actor
from lowcode.services.flow_starts import watch
from lowcode.services.record_writing import NewRecord
from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from tests.crash.backlog import rested


async def main(url: str, workspace: str, home: str, account: str) -> None:
    """Enter orders, and tell of each that is kept."""
    settings = Settings(Path(home), url, workspace=workspace)
    clerk = Actor(UUID(account), roles=frozenset({"office.clerk"}))
    async with opened(settings) as database, workshop(Workspace(database, settings)) as tools:
        watch(tools)
        print("working", flush=True)  # noqa: T201 - tells the test that it works
        while True:
            app = tools.record_apps["office"].artefact
            with suppress(Unavailable):
                made = await tools.records.writing.create(app, clerk, "order", NewRecord(values={"title": "Order"}))
                print(made.id, flush=True)  # noqa: T201
            await rested(database, 0.5)
